import type { Strings } from "@/lib/strings/shape";

export const problem: Strings["problem"] = {
  code: "Code",
  request: "Anfrage",
  own: {
    api_unreachable: {
      message: "Der Server antwortet nicht.",
      hint: "Prüfen Sie, ob er läuft und ob dieser Rechner ihn erreicht. Die Seite fragt von selbst weiter.",
    },
    api_unreadable: {
      message: "Der Server gab eine Antwort, die die Seite nicht lesen kann.",
      hint: "Vielleicht hat etwas zwischen der Seite und ihrer API an deren Stelle geantwortet. Sehen Sie ins Protokoll des Servers.",
    },
    sign_in_needed: {
      message: "Sie sind nicht angemeldet.",
      hint: "Melden Sie sich an und versuchen Sie es noch einmal.",
    },
    page_incomplete: {
      message: "Ein Teil der Seite ließ sich nicht laden.",
      hint: "Prüfen Sie, ob der Server läuft und ob dieser Rechner ihn erreicht, und versuchen Sie es noch einmal.",
    },
    page_failed: {
      message: "Dieser Teil der Seite ist fehlgeschlagen.",
      hint: "Versuchen Sie es noch einmal. Kommt es wieder vor, melden Sie es bitte mit dem Text darunter.",
    },
  },
  copy: "Als Text kopieren",
  copied: "Kopiert",
};
