import type { Strings } from "@/lib/strings/shape";

export const session: Strings["session"] = {
  needed: "Melden Sie sich an, um Ihre Filme zu sehen",
  why: "Diese Installation ist nur für ihre Benutzer da.",
  signIn: "Anmelden",
  signOut: "Abmelden",
  over: "Sie müssen sich noch einmal anmelden.",
  again:
    "Ihre Sitzung ist zu Ende; bis dahin wird der Server nichts mehr gefragt. Hochladen geht weiter, wo es stehen geblieben ist.",
  silent: "Die Anmeldung antwortet nicht",
};
