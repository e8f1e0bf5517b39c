import type { Strings } from "@/lib/strings/shape";

export const costs: Strings["costs"] = {
  title: "Kosten",
  estimated: "Geschätzt",
  took: "Hat gekostet",
  bases: {
    size: "nach der Größe der Datei: es kann ein Zehntel davon sein oder das Zehnfache",
    probe: "nach dem, was im Film ist",
    measured: "nach dem, was alle Versuche brauchten",
  },
  parts: { compute: "Rechnen", requests: "Anfragen", storage: "Speicher", egress: "Download" },
  cpu: "Prozessor",
  memory: "Arbeitsspeicher",
  gigabyteSeconds: (count) => `${count} GB-s`,
  byDay: "Kosten Tag für Tag",
  monthOf: (month) => `Kosten im ${month}`,
  earlier: "Der Monat davor",
  later: "Der Monat danach",
  total: "Bisher",
  whole: "Zusammen",
  running: "Laufende Aufträge, geschätzt",
  ceiling: "Obergrenze",
  reached: "Davon erreicht",
  nothing: "In diesem Monat endete kein Auftrag.",
  day: "Tag",
  amount: "Kosten",
  tries: "Versuche",
  triesOf: (count) => (count === 1 ? "1 Versuch" : `${count} Versuche`),
  chart: (month, total, most, day) =>
    `Kosten im ${month} Tag für Tag: zusammen ${total}, am meisten am ${day}, ${most}`,
  table: "Dasselbe in Zahlen, Tag für Tag",
  ownPrices: "Gezählt wird Prozessorzeit von ffmpeg. Mit eigenen Preisen (PRICES_FILE) wird Geld daraus.",
  prices: (source, region, date) =>
    `Gezählt nach Listenpreisen von ${region} vom ${date} (${source}), nicht nach der Rechnung von AWS.`,
};
