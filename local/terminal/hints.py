"""What to do about an error, in the words of the command line: the catalogue's hints speak of HTTP, as programs need them."""

from functions.common import errors
from functions.common.errors import VtsError

_HINTS: dict[type[VtsError], str] = {
    VtsError: "Look at the log of the API, in the logs folder of the data folder.",
    errors.RequestError: "Compare the command with what its --help says.",
    errors.InvalidRequest: "Mend what is named and run the command again; nothing was changed.",
    errors.InvalidSettings: "Mend what is named; nothing was changed. `./vts settings` shows what each setting takes.",
    errors.InvalidOptions: "Mend what is named with --set; `./vts profiles` lists what there is.",
    errors.SettingsChanged: "Look at `./vts settings`, then run the command again.",
    errors.RouteNotFound: "Is --server the address of the API, and of the same release? `./vts --version` says which this is.",
    errors.MethodNotAllowed: "Is --server of the same release? `./vts --version` says which this is.",
    errors.BodyTooLarge: "Give fewer or shorter values.",
    errors.JobNotFound: "`./vts jobs` lists the jobs there are; a job past its retention is gone.",
    errors.ProfileNotFound: "`./vts profiles` lists the profiles there are.",
    errors.UploadNotFound: "Run `./vts push FILE` again.",
    errors.UploadTooLarge: "Raise it with `./vts settings max_upload_bytes=BYTES`, or send a smaller file.",
    errors.UploadIncomplete: "Run the same command again: only what is missing is sent.",
    errors.UploadSizeMismatch: "Run the same command with --again.",
    errors.SourceNotFound: "Send the film with `./vts push FILE --again`; sources past their retention are gone.",
    errors.WebhookNotFound: "`./vts webhooks list` lists the webhooks there are.",
    errors.DeliveryNotFound: "`./vts webhooks deliveries` lists those of the last seven days.",
    errors.NotInThisState: "`./vts status JOB` shows the state of the job.",
    errors.OutputNotReady: "It is there once the job is done; `./vts status JOB --follow` waits for that.",
    errors.EncoderFailed: "`./vts log JOB` shows the ffmpeg command and its last lines.",
    errors.SourceDamaged: "Export or copy the file again, or take what can be read of it: `./vts transcode FILE --set "
    "accept_damage=true` makes a partial proxy, which names what is missing.",
    errors.Failure: "`./vts log JOB` shows the ffmpeg command and its last lines.",
    errors.SegmentsDiffer: "`./vts log JOB` shows the ffmpeg command and its last lines.",
    errors.WebhookGivenUp: "Mend the endpoint, then run `./vts webhooks replay DELIVERY`.",
    errors.Unhealthy: "`./vts doctor` says which part, and what to do about it.",
}
_BY_CODE = {cause.code: hint for cause, hint in _HINTS.items()}


def of(code: str, hint: str) -> str:
    """Give the hint for an error's code; ``hint``, the catalogue's own, where that says the same to everybody."""
    return _BY_CODE.get(code, hint)
