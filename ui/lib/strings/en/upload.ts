/** Words of sending films. Sizes, rates and times come in as they are to be shown. */
export const upload = {
  title: "Upload",
  drop: "Drop films or folders here",
  dropNow: "Let go to upload",
  dropHint: "or paste them, or",
  chooseFiles: "Choose files",
  chooseFolder: "Choose a folder",
  limits: (size: string, duration: string) => `A film may have ${size} and last ${duration}.`,
  passedOver: (count: number) =>
    count === 1
      ? "One file in the folders has no film’s name and was passed over."
      : `${count} files in the folders have no film’s name and were passed over.`,
  unreadableFolder: "A folder cannot be read.",
  dismiss: "Close",
  options: {
    legend: "For the next files",
    profile: "Profile",
    standard: "Standard",
    standardNamed: (title: string) => `Standard (${title})`,
    resolution: "Resolution",
    quality: "Quality",
    own: "The profile’s own",
    ofSource: "As the source",
    qualities: { low: "Low", medium: "Medium", high: "High" },
  },
  list: "Uploads",
  summary: (open: number, done: number) => `${open} to go, ${done} uploaded`,
  allDone: (done: number) => (done === 1 ? "One film uploaded" : `${done} films uploaded`),
  of: (sent: string, size: string) => `${sent} of ${size}`,
  left: (time: string) => `${time} left`,
  pauseAll: "Pause all",
  resumeAll: "Go on with all",
  clear: "Clear the finished",
  total: "All uploads",
  dock: (percent: string) => `Uploads ${percent}`,
  toUploads: "Show the uploads",
  stages: {
    checking: "Looking at it …",
    refused: "Not taken",
    waiting: "Waiting for its turn",
    sending: "Uploading",
    paused: "Paused",
    finishing: "Putting it together …",
    done: "Uploaded",
    failed: "Stopped",
    left: "Begun earlier",
  },
  troubled: "Waiting",
  resumed: "Goes on with what was there",
  estimated: (cost: string) => `to cost some ${cost}, by its size`,
  chooseAgain: "Choose the file again: only what is missing is sent.",
  actions: {
    pause: (name: string) => `Pause ${name}`,
    resume: (name: string) => `Go on with ${name}`,
    retry: (name: string) => `Try ${name} again`,
    cancel: (name: string) => `Cancel ${name}`,
    discard: (name: string) => `Discard what there is of ${name}`,
    remove: (name: string) => `Take ${name} off the list`,
    choose: (name: string) => `Choose ${name} again`,
    job: (name: string) => `Show the job of ${name}`,
  },
  short: { retry: "Try again", choose: "Choose the file", job: "Job" },
  announce: {
    done: (name: string) => `${name} is uploaded.`,
    failed: (name: string) => `${name} has stopped.`,
    refused: (name: string) => `${name} is not taken.`,
  },
  refusals: {
    empty_file: {
      message: "The file has no bytes.",
      hint: "Export or copy it again, and look at its size before uploading.",
    },
    text_file: { message: "The file is text, not video.", hint: "Send the video itself." },
    archive_file: { message: "The file is an archive, not video.", hint: "Unpack it and send the video inside." },
    image_file: { message: "The file is a still image, not video.", hint: "Send a video file." },
    no_video_stream: { message: "The file is sound alone.", hint: "Send a file with moving pictures." },
    file_unreadable: {
      message: "The file cannot be read any more.",
      hint: "It was changed, moved or deleted since it was chosen; choose it again.",
    },
    upload_too_large: {
      message: (size: string, limit: string) => `The file has ${size}; this installation takes ${limit}.`,
      hint: "Raise max_upload_bytes in the settings, or send a smaller file.",
    },
    too_long: {
      message: (duration: string, limit: string) => `The film lasts ${duration}; this installation takes ${limit}.`,
      hint: "Raise max_duration_seconds in the settings, or send a shorter film.",
    },
    sent_elsewhere: {
      message: "Another tab is sending this file.",
      hint: "Look at that tab; once it is closed, try again here.",
    },
    another_file: {
      message: "This is not the file that was begun: its name, its size or its time of change differs.",
      hint: "Choose the same file, or discard this upload and send the other one as a new film.",
    },
  },
  troubles: {
    offline: { message: "There is no network.", hint: "It goes on by itself when the network is back." },
    storage_unreachable: {
      message: "The object storage does not answer.",
      hint: "It goes on by itself when the storage answers. If it never does, S3_PUBLIC_ENDPOINT may name an address that this machine cannot reach.",
    },
    line_cut: { message: "The connection was cut.", hint: "It goes on by itself, with what is missing." },
    storage_busy: { message: "The object storage is busy.", hint: "It is tried again by itself." },
    url_refused: {
      message: "The object storage refuses what the server signed, even a fresh signature.",
      hint: "The clocks of server and storage have to agree, and proxies between must keep the Host header. ./vts doctor tells which.",
    },
    upload_gone: {
      message: "The upload is no longer open: it was completed, cancelled or swept meanwhile.",
      hint: "Try again: what has become of it is looked up, and it begins anew if it must.",
    },
    quota_full: {
      message: "The bucket’s quota is used up.",
      hint: "Raise the quota or delete what is not needed, then try again: only what is missing is sent.",
    },
    storage_full: {
      message: "The disk of the object storage is full.",
      hint: "Free space there, then try again: only what is missing is sent.",
    },
    origin_refused: {
      message: "The object storage does not let this page upload (CORS).",
      hint: "Allow this page’s origin with PUT in the CORS rules of the bucket (MinIO: MINIO_API_CORS_ALLOW_ORIGIN), then try again.",
    },
    answer_hidden: {
      message: "The object storage takes the bytes, but its answer is kept from this page (CORS).",
      hint: "Something between answers without CORS headers: often a proxy that refuses large bodies. Look at its log and its limit.",
    },
    insecure_storage: {
      message: "This page came by HTTPS, and the object storage is addressed by HTTP; browsers do not allow that.",
      hint: "Give S3_PUBLIC_ENDPOINT an https address.",
    },
    storage_refused: {
      message: "The object storage refuses the bytes.",
      hint: "What it says stands below; ./vts doctor beside the server may tell more.",
    },
    file_unreadable: {
      message: "The file cannot be read any more.",
      hint: "It was changed, moved or deleted since it was chosen; choose it again.",
    },
  },
};
