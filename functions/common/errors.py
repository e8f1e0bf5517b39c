"""The catalogue of errors: one class per cause.

The class name gives the stable code (``UploadNotFound`` -> ``upload_not_found``), the docstring is the sentence a person
reads, ``hint`` says what to do, ``status`` is the HTTP answer. Five families say who is at fault and what follows:

    RequestError   the caller's request; answered, nothing else happens
    Rejection      the file is not something we transcode; the job ends ``rejected``
    Failure        the job ends ``failed``; trying again would give the same
    Transient      something outside was away; the transport tries again
    SetupError     the deployment is not complete; the program stops and says so
"""

import re
from functools import cache
from typing import Any, ClassVar, Literal, Self

Remedy = Literal["retry", "convert"]


class VtsError(Exception):
    """Something unexpected happened."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    remedies: ClassVar[tuple[Remedy, ...]] = ("retry", "convert")  # of a job that ended so; see jobs' `remedies`
    hint: ClassVar[str] = "Look at the log of the server for the request id."

    def __init_subclass__(cls) -> None:
        """Give each cause its stable code, from its name."""
        super().__init_subclass__()
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, detail: str = "", *, fields: dict[str, str] | None = None) -> None:
        """Carry what is particular to this case: ``detail`` follows the sentence, ``fields`` names wrong inputs."""
        super().__init__(detail)
        self.detail = detail
        self.fields = fields or {}

    @property
    def message(self) -> str:
        """The sentence of the catalogue, followed by the detail of this case."""
        sentence = (type(self).__doc__ or "").split("\n", maxsplit=1)[0]
        return f"{sentence} {self.detail}".strip()

    def as_dict(self) -> dict[str, Any]:
        """Give the error as the API and the job row show it: code, message, hint, and fields where there are any."""
        body: dict[str, Any] = {"code": self.code, "message": self.message, "hint": self.hint}
        if self.fields:
            body["fields"] = self.fields
        return body

    def __str__(self) -> str:
        """Give code and message, so that a log line or a traceback reads well."""
        return f"{self.code}: {self.message}"


# ---------------------------------------------------------------- the caller's request


class RequestError(VtsError):
    """The request cannot be carried out."""

    status = 400
    hint = "Compare the request with the API documentation at /docs."


class InvalidRequest(RequestError):
    """Some fields of the request are not valid."""

    status = 422
    hint = "Mend the fields named in `fields` and send the request again; nothing was changed."


class InvalidSettings(InvalidRequest):
    """Some settings are not valid."""

    hint = "Mend the settings named in `fields`; nothing was changed."


class InvalidOptions(InvalidRequest):
    """Some options of the job are not valid."""

    hint = "Mend the options named in `fields`; GET /profiles/ lists what each profile takes."


class SettingsChanged(RequestError):
    """The settings were changed by someone else since they were read."""

    status = 409
    hint = "Read the settings again, look at what changed, and save once more."


class RouteNotFound(RequestError):
    """There is nothing at this address."""

    status = 404
    hint = "The addresses are listed at /docs."


class MethodNotAllowed(RequestError):
    """This address does not take that method."""

    status = 405
    hint = "The methods of each address are listed at /docs."


class HostNotAllowed(RequestError):
    """This installation is not known by the name that the request calls it."""

    status = 421
    hint = "Call it by an address or a name of its own, or add that name to ALLOWED_HOSTS and start it again."


class OriginNotAllowed(RequestError):
    """Pages of other sites may not change anything here."""

    status = 403
    hint = "If that page is yours, add its origin to ALLOWED_ORIGINS and start the installation again."


class BodyTooSlow(RequestError):
    """The body of the request did not come in time."""

    status = 408
    hint = "Send the request again, on a connection that carries it in one go."


class IdempotencyKeyReused(RequestError):
    """Another request was sent with this Idempotency-Key."""

    status = 422
    hint = "Use a new key, such as a UUID, for each request; the same one only to send a request again."


class IdempotencyKeyBusy(RequestError):
    """The first request with this Idempotency-Key is not answered yet."""

    status = 409
    hint = "Send it again in some seconds; it is then answered as the first."


class BodyTooLarge(RequestError):
    """The body of the request is too large."""

    status = 413
    hint = "Videos go straight to the bucket by the signed URLs of POST /upload/, never through the API."


class JobNotFound(RequestError):
    """There is no job with this id."""

    status = 404
    hint = "GET /jobs/ lists the jobs there are; a job past its retention is gone."


class JobUnreadable(RequestError):
    """What is written down about this job cannot be read."""

    status = 409
    hint = "Another release may be able to read it. Deleting the job takes it away with its files; other jobs are not touched."


class WebhookUnreadable(RequestError):
    """What is written down about this webhook cannot be read."""

    status = 409
    hint = "Another release may be able to read it. Delete the webhook and add it again; others are not touched."


class ProfileNotFound(RequestError):
    """There is no profile with this name."""

    status = 422
    hint = "GET /profiles/ lists the profiles there are."


class UploadNotFound(RequestError):
    """This job has no open upload."""

    status = 404
    hint = "Start a new upload with POST /upload/."


class UploadTooLarge(RequestError):
    """The file is larger than this installation takes."""

    status = 413
    hint = "Raise max_upload_bytes in the settings, or send a smaller file."


class UploadIncomplete(RequestError):
    """The bucket does not have the whole file yet."""

    status = 409
    hint = "GET /upload/{job_id}/parts/ shows which parts are there; send the others and complete again."


class UploadSizeMismatch(RequestError):
    """The parts in the bucket do not add up to the declared size."""

    status = 409
    hint = "Send the parts again with the sizes that were signed, or abort and start a new upload."


class SourceNotFound(RequestError):
    """The source is not in the bucket."""

    status = 404
    hint = "Give the job_id or key of a source that is still there; sources past their retention are gone."


class WebhookNotFound(RequestError):
    """There is no webhook with this id."""

    status = 404
    hint = "GET /webhooks/ lists the webhooks there are."


class DeliveryNotFound(RequestError):
    """There is no delivery with this id."""

    status = 404
    hint = "GET /deliveries/ lists the deliveries of the last seven days."


class TooManyWebhooks(RequestError):
    """There are as many webhooks as one installation may have."""

    status = 409
    hint = "Take one away first; one endpoint of yours may pass on what it is told."


class NotInThisState(RequestError):
    """The job is in a state in which this cannot be done."""

    status = 409
    hint = "GET /status/{job_id}/ shows the state of the job."


class OutputNotReady(RequestError):
    """This output of the job is not there."""

    status = 409
    hint = "Outputs are there once the status is `done`; GET /status/{job_id}/ shows it."


class OutputExpired(RequestError):
    """This output is past its retention and was deleted."""

    status = 410
    hint = "Convert the source again, or raise retention_hours in the settings."


class JoinOff(RequestError):
    """This installation takes no workers from other machines."""

    status = 403
    hint = "Start it with `./vts up --listen ADDRESS --open`, or give its API a JOIN_TOKEN; docs/hosts.md says how."


class JoinTokenWrong(RequestError):
    """This is not the token by which workers join this installation."""

    status = 403
    hint = "`./vts worker --show-token` prints it where the installation runs; in containers it is JOIN_TOKEN in .env."


class JoinNeedsServer(RequestError):
    """The job table of this installation is a file, which workers on other machines cannot share."""

    status = 409
    hint = "Start it with a PostgreSQL: `./vts up --listen ADDRESS --open --database URL`; docs/hosts.md says how."


# ---------------------------------------------------------------- the file itself


class Rejection(VtsError):
    """The file cannot be transcoded."""

    status = 422
    remedies: ClassVar[
        tuple[Remedy, ...]
    ] = ()  # the same file is refused again, unless what refused it is a setting or the host
    hint = "Send a video file."


class EmptyFile(Rejection):
    """The file has no bytes."""

    hint = "Export or copy the file again, and look at its size before uploading."


class TextFile(Rejection):
    """The file is text, not video."""

    hint = "Send the video itself."


class ArchiveFile(Rejection):
    """The file is an archive, not video."""

    hint = "Unpack the archive and send the video inside."


class ImageFile(Rejection):
    """The file is a still image, not video."""

    hint = "Send a video file."


class PlaylistFile(Rejection):
    """The file is a playlist or manifest that points elsewhere, not video."""

    hint = "Send the media itself as one file; addresses inside files are never followed."


class UnknownFormat(Rejection):
    """The file is in no format that is taken here."""

    hint = (
        "Send mp4, mov, mkv, webm, ts, m2ts, mpg, vob, mxf, gxf, avi, flv, wmv, ogv, nut, ivf, dv, y4m, an animated GIF or PNG, "
        "or a raw stream of H.264, HEVC, MPEG-1, MPEG-2, MPEG-4, VC-1 or AV1."
    )


class UnreadableContainer(Rejection):
    """The container is broken: its index or header cannot be read."""

    hint = "The recording or copy was probably cut off; export or copy the file again."


class InitSegmentAlone(Rejection):
    """The file is the first piece of a fragmented video alone: it describes the video and holds none of it."""

    hint = (
        "Join it and its media segments, in order, to one file (`cat init.mp4 1.m4s 2.m4s > video.mp4`), and send that."
    )


class MediaSegmentAlone(Rejection):
    """The file is a later piece of a fragmented video alone: the first piece, which says how to read it, is missing."""

    hint = "Join the first piece and its media segments, in order, to one file (`cat init.mp4 1.m4s > video.mp4`), and send that."


class SeveralFilms(Rejection):
    """The file holds several films one behind another, of which programs read the first alone."""

    hint = (
        "Send each film in a file of its own, or join them with an editor or with ffmpeg's concat demuxer; files of this kind "
        "cannot be joined by putting one behind another."
    )

    @classmethod
    def behind(cls, at: int, size: int) -> Self:
        """Say where in a file of ``size`` bytes another film begins."""
        return cls(f"Another film begins in it at byte {at:,} of {size:,}, and would be left out.")


class NoVideoStream(Rejection):
    """The file has no video stream."""

    hint = "Send a file with moving pictures; sound alone is not transcoded here."


class EncryptedMedia(Rejection):
    """The media is encrypted."""

    hint = "Send a copy without DRM or encryption."


class CodecNotAllowed(Rejection):
    """The file holds a codec that is not taken here."""

    hint = (
        "Export with a common codec: the picture as H.264, HEVC, ProRes, DNxHD, MPEG-2, VP9 or AV1, the sound as AAC, MP3, "
        "Opus, AC-3 or PCM."
    )


class FrameTooLarge(Rejection):
    """The picture is larger than is taken here."""

    hint = "Send a picture of at most 36,864,000 pixels (8192 x 4500) and 16,384 a side."


class FrameShapeUnfit(Rejection):
    """The picture is too narrow or too flat for what the profile makes of it."""

    remedies = ("convert",)
    hint = "Convert it with a `web-` profile: those take pictures of any shape."


class TooManyStreams(Rejection):
    """The file has more streams than are taken here."""

    hint = "Export the file with at most 32 streams of picture and sound, and without those that are not needed."


class HeaderTooLarge(Rejection):
    """The file's header holds more than a video's does."""

    hint = "Save the video again with another program, without tags, chapters and attachments that are not needed."


class TooLong(Rejection):
    """The video is longer than this installation takes."""

    remedies = ("retry", "convert")
    hint = "Raise max_duration_seconds in the settings, or send a shorter video."


class TooLarge(Rejection):
    """The file is larger than this installation takes."""

    remedies = ("retry", "convert")
    hint = "Raise max_upload_bytes in the settings, or send a smaller file."


class RateOutOfRange(Rejection):
    """The frame rate is outside of what is taken here."""

    hint = "Send a video of at most 480 frames a second."


class RateNotStated(Rejection):
    """The file is a raw stream that does not say at which rate its pictures are shown."""

    remedies = ("convert",)
    hint = "Say it with the option `rate`, such as 25 or 30000/1001: `--set rate=25`; or put the stream into an mp4 or mkv."


class ProgrammeNotFound(Rejection):
    """The file does not have the programme that was asked for."""

    remedies = ("convert",)
    hint = "Ask for one of those it has, or leave the option `programme` out: then it is the first one with a picture."


class JobTooDear(Rejection):
    """The job is estimated to cost more than one job may."""

    remedies = ("retry", "convert")
    hint = "Raise job_ceiling in the settings, or choose a profile with less to encode, or send a shorter video."


class MonthSpent(Rejection):
    """What a month may cost is spent."""

    remedies = ("retry", "convert")
    hint = "Raise month_ceiling in the settings, or send it again next month."


class TimeTooShort(Rejection):
    """The video cannot be transcoded in the time that one run of the function has."""

    remedies = ("retry", "convert")
    hint = "Raise TranscodeMemory or TranscodeTimeout in template.yaml, lower segment_from_seconds, or run a worker of your own."


class MemoryTooSmall(Rejection):
    """The video cannot be transcoded in the memory that the function has."""

    remedies = ("retry", "convert")
    hint = "Raise TranscodeMemory in template.yaml, or run a worker of your own."


class DiskTooSmall(Rejection):
    """The proxy does not fit on the disk that the function has."""

    remedies = ("retry", "convert")
    hint = "Raise TranscodeStorage in template.yaml, ask for a smaller proxy, or run a worker of your own."


class ChecksumMismatch(Rejection):
    """The bytes in the bucket do not have the declared checksum."""

    hint = "The file changed on its way or on its disk; upload it again."


# ---------------------------------------------------------------- the job


class Failure(VtsError):
    """The job failed."""

    hint = "GET /jobs/{job_id}/log/ shows the ffmpeg command and its last lines."


class SourceDamaged(Failure):
    """The source is damaged: not all of it can be decoded."""

    remedies = ("convert",)
    hint = (
        "Export or copy the file again. Or convert it once more and take what can be read of a damaged film (option "
        "accept_damage): that makes a partial proxy, which names what is missing. Nothing was published."
    )


class SoundNotDecoded(Failure):
    """Not all of the film's sound can be decoded here."""

    remedies = ("convert",)
    hint = (
        "The file may be intact, and play elsewhere: the decoder of this server gives only a part of this kind of sound. "
        "Convert the sound to AAC or PCM with another program, and send the film again. Or convert it once more and take what "
        "can be read (option accept_damage). Nothing was published."
    )


class SourceChanged(Failure):
    """The source was replaced in the bucket while the job ran."""

    remedies = ()
    hint = "The new object has a job of its own; nothing was published from the mixture."


class SourceGone(Failure):
    """The source is no longer in the bucket."""

    remedies = ()
    hint = "Upload the file again."


class SourceReadTooOften(Failure):
    """The source would have to be read many times over."""

    hint = "The file is laid out badly (or to do harm); remux it, for instance with `ffmpeg -i in -c copy out.mp4`."


class ProxyDiffers(Failure):
    """The proxy does not match its source, so it was not published."""

    hint = "The message names the rule that failed; the log has the ffmpeg command. Please report it with the file."


class SegmentsDiffer(Failure):
    """The film made in segments is not what one pass makes, so it is made in one pass instead."""


class EncoderFailed(Failure):
    """ffmpeg could not encode this source."""


class EncoderMissing(Failure):
    """This host's ffmpeg lacks what the profile needs."""

    hint = "Run `./vts doctor` on the worker's host: it names the missing encoder or filter."


class TookTooLong(Failure):
    """ffmpeg was ended: it took many times the computing time that a video like this needs."""

    remedies = ()
    hint = (
        "The file is damaged, or holds far more than it says, or is made to take long; export it anew and upload that."
    )


class TookTooMuchMemory(Failure):
    """ffmpeg was ended: it took far more memory than a video like this needs."""

    remedies = ()
    hint = "The file is damaged, or its frames are larger than it says; export it anew and upload that."


class OutputTooLarge(Failure):
    """ffmpeg was ended: what it wrote became far larger than the proxy of a video like this can be."""

    remedies = ()
    hint = "The file is damaged, or holds far more than it says; export it anew and upload that."


class AttemptsExhausted(Failure):
    """The job was tried as often as allowed and did not finish."""

    hint = "The reason of the last attempt follows the message; mend it and retry the job."


class Cancelled(Failure):
    """The job was cancelled."""

    status = 409
    hint = "Retry the job to run it again."


# ---------------------------------------------------------------- messages to others


class WebhookRefused(Failure):
    """The address may not be reached from here."""

    hint = "Use a public https address, or let the deployment name its network in WEBHOOK_ALLOWED_NETWORKS."


class WebhookGivenUp(Failure):
    """The message was given up."""

    hint = "Mend the endpoint, then send it once more: POST /deliveries/{delivery_id}/replay/."


# ---------------------------------------------------------------- passing trouble


class Transient(VtsError):
    """Something this needs is away at the moment."""

    status = 503
    hint = "Try again in a moment."
    retry_after: float | None = None  # seconds until trying again makes sense; None: the transport's own back-off


class TableUnavailable(Transient):
    """The job table does not answer."""


class BucketUnavailable(Transient):
    """The object storage does not answer."""


class Overloaded(Transient):
    """Too many requests are being answered at this moment."""

    hint = "Send it again in some seconds."


class Unhealthy(Transient):
    """Something that this installation needs is not well."""

    hint = "`dependencies` names it; `./vts doctor` says what to do about it."


class EncodeStalled(Transient):
    """ffmpeg made no new frame for too long and was ended."""

    hint = "The job is tried again by itself; if it recurs, look at the host's load and at the job's log."


class EncoderCrashed(Transient):
    """ffmpeg was ended from outside or crashed."""


class DeadlineReached(Transient):
    """The time for this attempt is over."""


class DiskFull(Transient):
    """The disk of the worker's host is full."""

    hint = "Free space on the worker's host, or give WORK_DIR a larger disk; the job is tried again by itself."


class MonthHeld(Transient):
    """What a month may cost is spent, so the job waits."""

    hint = "It is tried again each hour: raise month_ceiling in the settings, or let it wait for the next month."


class LeaseLost(Transient):
    """Another attempt has taken this job over."""


class HandedBack(Transient):
    """The worker is stopping and handed the job back."""

    retry_after = 0


class RunTooLate(HandedBack):
    """This run has too little of its time left for the video and handed it back to one that begins with it."""


class JobBusy(Transient):
    """Another worker holds this job."""


class FitsElsewhere(Transient):
    """This host cannot do this job, and another one can."""

    hint = "It goes to that one by itself."
    retry_after = 2


class AnotherBuild(Transient):
    """The job was begun with another build of ffmpeg than this worker has."""

    hint = "Give all workers the same ffmpeg, or allow mixed_builds in the settings."
    retry_after = 5


# ---------------------------------------------------------------- the deployment


class SetupError(VtsError):
    """The installation is not complete."""

    hint = "Run `./vts doctor`."


class InvalidConfig(SetupError):
    """The environment of this process is not complete."""

    hint = "Set the variables named; .env.example explains each."


class ToolMissing(SetupError):
    """ffmpeg or ffprobe is not on this host."""

    hint = "Install ffmpeg, or name the binaries in FFMPEG and FFPROBE."


class SandboxMissing(SetupError):
    """The whole sandbox is required, and this host does not have it."""

    hint = "Run on Linux 6.7 or later with Landlock and seccomp, on x86_64 or aarch64; or set SANDBOX=auto."


class TableNotMigrated(SetupError):
    """The database does not have the job table yet."""

    hint = "`./vts up` makes the table before anything uses it; on AWS the stack does. Look at DATABASE_URL."


class TableRefused(SetupError):
    """The job table does not let this process in."""

    hint = "Compare the role or the keys of this process with what template.yaml grants to each function."


class InvalidProfile(SetupError):
    """A profile's file is not valid."""

    hint = "Mend the YAML file named in the message; functions/plan/profile.py says what each key means."


def remedies(code: str) -> tuple[Remedy, ...]:
    """Say what may help a job that ended with this code; both for a code of another release."""
    return _by_code().get(code, VtsError).remedies


@cache
def _by_code() -> dict[str, type[VtsError]]:
    known, waiting = dict[str, type[VtsError]](), [VtsError]
    while waiting:
        cause = waiting.pop()
        known[cause.code] = cause
        waiting += cause.__subclasses__()
    return known
