import type { Strings } from "@/lib/strings/shape";

export const upload: Strings["upload"] = {
  title: "Hochladen",
  drop: "Filme oder Ordner hierher ziehen",
  dropNow: "Loslassen zum Hochladen",
  dropHint: "oder einfügen, oder",
  chooseFiles: "Dateien wählen",
  chooseFolder: "Ordner wählen",
  more: "Optionen",
  fewer: "Weniger Optionen",
  limits: (size, duration) => `Ein Film darf ${size} haben und ${duration} dauern.`,
  passedOver: (count) =>
    count === 1
      ? "Eine Datei in den Ordnern heißt nicht wie ein Film oder wird nach den Einstellungen ignoriert und wurde übergangen."
      : `${count} Dateien in den Ordnern heißen nicht wie Filme oder werden nach den Einstellungen ignoriert und wurden übergangen.`,
  unreadableFolder: "Ein Ordner lässt sich nicht lesen.",
  unsent: "Davon wurde nichts gesendet",
  dismiss: "Schließen",
  options: {
    legend: "Für die nächsten Dateien",
    profile: "Profil",
    standard: "Standard",
    standardNamed: (title) => `Standard (${title})`,
    resolution: "Auflösung",
    quality: "Qualität",
    own: "Wie im Profil",
    ofSource: "Wie die Quelle",
    acceptDamage: "Von einem beschädigten Film nehmen, was lesbar ist",
    qualities: { low: "Niedrig", medium: "Mittel", high: "Hoch" },
    advanced: {
      title: "Für besondere Filme",
      programme: {
        label: "Programmnummer",
        example: "das erste mit Bild",
        help: "Ein Mitschnitt von Fernsehen kann mehrere Programme nebeneinander enthalten; nur eines wird genommen.",
        wrong: "Wird nicht verwendet: das ist keine Zahl von 1 bis 65535.",
      },
      rate: {
        label: "Bilder pro Sekunde",
        example: "wie die Datei es sagt",
        help: "Für bloße Videoströme (.h264, .265, .m2v …), die oft nicht sagen, wie schnell sie laufen. Keine andere Datei braucht das.",
        wrong: "Wird nicht verwendet: als 25, 29,97 oder 30000/1001 angeben.",
      },
      background: {
        label: "Farbe hinter durchsichtigen Stellen",
        own: "Zurück zu der des Profils",
        help: "Für Titel und Grafiken mit Transparenz, die die meisten Proxys nicht behalten können. Ohne Wahl ist sie schwarz.",
      },
    },
  },
  list: "Uploads",
  summary: (open, done) => `${open} unterwegs, ${done} hochgeladen`,
  allDone: (done) => (done === 1 ? "Ein Film hochgeladen" : `${done} Filme hochgeladen`),
  of: (sent, size) => `${sent} von ${size}`,
  left: (time) => `noch ${time}`,
  pauseAll: "Alle anhalten",
  resumeAll: "Alle fortsetzen",
  clear: "Fertige entfernen",
  total: "Alle Uploads",
  dock: (percent) => `Uploads ${percent}`,
  toUploads: "Uploads zeigen",
  stages: {
    checking: "Wird angesehen …",
    refused: "Nicht angenommen",
    waiting: "Wartet, bis es an der Reihe ist",
    sending: "Wird hochgeladen",
    paused: "Angehalten",
    finishing: "Wird zusammengesetzt …",
    done: "Hochgeladen",
    failed: "Stehen geblieben",
    left: "Früher begonnen",
  },
  troubled: "Wartet",
  resumed: "Setzt fort, was schon da war",
  estimated: (cost) => `wird etwa ${cost} kosten, nach der Größe`,
  chooseAgain: "Die Datei noch einmal wählen: nur was fehlt, wird gesendet.",
  chooseWhole: "Die Datei noch einmal wählen: von ihr ist noch nichts angekommen.",
  actions: {
    pause: (name) => `${name} anhalten`,
    resume: (name) => `${name} fortsetzen`,
    retry: (name) => `${name} noch einmal versuchen`,
    cancel: (name) => `${name} abbrechen`,
    discard: (name) => `Verwerfen, was von ${name} da ist`,
    remove: (name) => `${name} aus der Liste nehmen`,
    choose: (name) => `${name} noch einmal wählen`,
    job: (name) => `Auftrag von ${name} zeigen`,
  },
  short: { retry: "Noch einmal", choose: "Datei wählen", job: "Auftrag" },
  announce: {
    done: (name) => `${name} ist hochgeladen.`,
    failed: (name) => `${name} ist stehen geblieben.`,
    refused: (name) => `${name} wird nicht angenommen.`,
  },
  refusals: {
    empty_file: {
      message: "Die Datei hat keine Bytes.",
      hint: "Noch einmal exportieren oder kopieren und vor dem Hochladen auf die Größe sehen.",
    },
    text_file: { message: "Die Datei ist Text, kein Video.", hint: "Das Video selbst senden." },
    archive_file: { message: "Die Datei ist ein Archiv, kein Video.", hint: "Entpacken und das Video darin senden." },
    image_file: { message: "Die Datei ist ein Standbild, kein Video.", hint: "Eine Videodatei senden." },
    no_video_stream: { message: "Die Datei ist nur Ton.", hint: "Eine Datei mit bewegten Bildern senden." },
    file_unreadable: {
      message: "Die Datei lässt sich nicht mehr lesen.",
      hint: "Sie wurde geändert, verschoben oder gelöscht, seit sie gewählt wurde; noch einmal wählen.",
    },
    upload_too_large: {
      message: (size, limit) => `Die Datei hat ${size}; diese Installation nimmt ${limit}.`,
      hint: "max_upload_bytes in den Einstellungen erhöhen oder eine kleinere Datei senden.",
    },
    too_long: {
      message: (duration, limit) => `Der Film dauert ${duration}; diese Installation nimmt ${limit}.`,
      hint: "max_duration_seconds in den Einstellungen erhöhen oder einen kürzeren Film senden.",
    },
    sent_elsewhere: {
      message: "Ein anderer Tab sendet diese Datei.",
      hint: "Dort nachsehen; wenn er geschlossen ist, hier noch einmal versuchen.",
    },
    another_file: {
      message: "Das ist nicht die Datei, die begonnen wurde: Name, Größe oder Änderungszeit sind anders.",
      hint: "Dieselbe Datei wählen, oder diesen Upload verwerfen und die andere als neuen Film senden.",
    },
  },
  troubles: {
    offline: { message: "Es gibt kein Netz.", hint: "Es geht von selbst weiter, wenn das Netz wieder da ist." },
    storage_unreachable: {
      message: "Der Objektspeicher antwortet nicht.",
      hint: "Es geht von selbst weiter, wenn er antwortet. Tut er es nie, nennt S3_PUBLIC_ENDPOINT vielleicht eine Adresse, die dieser Rechner nicht erreicht.",
    },
    line_cut: { message: "Die Verbindung wurde getrennt.", hint: "Es geht von selbst weiter, mit dem, was fehlt." },
    storage_busy: { message: "Der Objektspeicher ist beschäftigt.", hint: "Es wird von selbst noch einmal versucht." },
    url_refused: {
      message: "Der Objektspeicher weist zurück, was der Server unterschrieben hat, auch frisch unterschrieben.",
      hint: "Die Uhren von Server und Speicher müssen übereinstimmen, und Proxys dazwischen müssen den Host-Header behalten. ./vts doctor sagt, woran es liegt.",
    },
    bytes_changed: {
      message:
        "Was im Objektspeicher ankommt, ist nicht, was gesendet wird: unterwegs werden Bytes verändert, immer wieder.",
      hint: "Ein Kabel, eine Netzwerkkarte, Arbeitsspeicher oder ein Proxy dazwischen tut das. Über eine andere Verbindung oder von einem anderen Rechner senden: nur was fehlt, wird gesendet.",
    },
    upload_gone: {
      message: "Der Upload ist nicht mehr offen: er wurde inzwischen abgeschlossen, abgebrochen oder aufgeräumt.",
      hint: "Noch einmal versuchen: es wird nachgesehen, was daraus geworden ist, und nötigenfalls neu begonnen.",
    },
    quota_full: {
      message: "Das Kontingent des Buckets ist aufgebraucht.",
      hint: "Das Kontingent erhöhen oder löschen, was nicht gebraucht wird, dann noch einmal versuchen: nur was fehlt, wird gesendet.",
    },
    storage_full: {
      message: "Die Platte des Objektspeichers ist voll.",
      hint: "Dort Platz schaffen, dann noch einmal versuchen: nur was fehlt, wird gesendet.",
    },
    origin_refused: {
      message: "Der Objektspeicher lässt diese Seite nicht hochladen (CORS).",
      hint: "Den Ursprung dieser Seite mit PUT in den CORS-Regeln des Buckets erlauben (MinIO: MINIO_API_CORS_ALLOW_ORIGIN), dann noch einmal versuchen.",
    },
    answer_hidden: {
      message: "Der Objektspeicher nimmt die Bytes, aber seine Antwort wird dieser Seite vorenthalten (CORS).",
      hint: "Etwas dazwischen antwortet ohne CORS-Header: oft ein Proxy, der große Sendungen zurückweist. In sein Protokoll und auf seine Grenze sehen.",
    },
    insecure_storage: {
      message: "Diese Seite kam über HTTPS, der Objektspeicher ist mit HTTP adressiert; Browser erlauben das nicht.",
      hint: "S3_PUBLIC_ENDPOINT eine https-Adresse geben.",
    },
    storage_refused: {
      message: "Der Objektspeicher weist die Bytes zurück.",
      hint: "Was er sagt, steht darunter; ./vts doctor beim Server weiß vielleicht mehr.",
    },
    file_unreadable: {
      message: "Die Datei lässt sich nicht mehr lesen.",
      hint: "Sie wurde geändert, verschoben oder gelöscht, seit sie gewählt wurde; noch einmal wählen.",
    },
  },
};
