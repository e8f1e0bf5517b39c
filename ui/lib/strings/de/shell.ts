import type { Strings } from "@/lib/strings/shape";

export const shell: Strings["shell"] = {
  name: "Video Transcode Server",
  shortName: "vts",
  skip: "Zum Inhalt springen",
  navigation: "Seiten",
  jobs: "Aufträge",
  hosts: "Rechner",
  settings: "Einstellungen",
  language: "Sprache",
  languages: { en: "English", de: "Deutsch" },
  appearance: "Erscheinungsbild",
  appearances: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  preferences: "Sprache und Erscheinungsbild",
  notifications: "Meldungen",
  close: "Schließen",
  loading: "Lädt …",
  notFound: "Diese Seite gibt es nicht.",
  toJobs: "Zu den Aufträgen",
  retry: "Noch einmal versuchen",
  apiDocs: "API",
};
