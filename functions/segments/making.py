"""Makes one piece: a segment of the picture, or all of the sound. What comes of it lies under a key with the try's number."""

from pathlib import Path

from functions.bucket import keys
from functions.bucket.source import Reader
from functions.common import log
from functions.common.errors import SegmentsDiffer
from functions.common.watch import Watch
from functions.deployment import Deployment
from functions.ffmpeg import runs, sandbox
from functions.ffmpeg.runs import Log
from functions.ffmpeg.sandbox import Tools
from functions.media import hidden_packets
from functions.media.facts import Measured
from functions.media.packets import Packets
from functions.plan import command
from functions.segments import commands, index, shares
from functions.segments.cuts import Cut
from functions.segments.manifest import Manifest, served
from functions.segments.pieces import Part, PieceLease
from functions.steps import encode, measure


def picture(
    deployment: Deployment, held: PieceLease, manifest: Manifest, cut: Cut, tools: Tools, folder: Path, watch: Watch
) -> Part:
    """Encode a segment, decode it again, and store it, with its share of sound that is copied.

    Where it seemed that decoding can begin with its first frame, and frames refer to what comes before, it is made once more
    from a group earlier. Raises SegmentsDiffer when it has not the frames it should have or its sound cannot be decoded, and
    what the source and ffmpeg raise.
    """
    path = folder / f"{held.name}{manifest.plan.extension}"
    try:
        made = _encoded(deployment, held, manifest, cut, tools, path, watch)
    except SegmentsDiffer as differs:
        if cut.near is None:
            raise
        log.info("piece_from_earlier", reason=differs.message)
        cut = cut.model_copy(update={"near": None})
        made = _encoded(deployment, held, manifest, cut, tools, path, watch)
    share = None
    if manifest.shared:
        with served(deployment, held.job, manifest) as reader:
            share = _share(held, manifest, cut, reader, tools, folder, watch)
    part = _stored(deployment, held, path, made)
    if share:
        part = part.model_copy(update={**_stored_share(deployment, held, share), "sound_counted": True})
    # Seeking to before a keyframe begins in the middle, where frames may lack what they refer to; none of those is in here.
    complaints = tuple(one for one in part.complaints if not cut.seek or one[0] != "reference")
    found = {"frames": cut.frames, "header": measure.header(path, tools), "complaints": complaints}
    return part.model_copy(update=found)


def _encoded(
    deployment: Deployment, held: PieceLease, manifest: Manifest, cut: Cut, tools: Tools, path: Path, watch: Watch
) -> Log:
    """Encode a segment and decode it again. Raises SegmentsDiffer when it is not what it should be."""
    with served(deployment, held.job, manifest) as reader:
        guards = commands.opening(manifest.media, reader.size, sandbox.guards(manifest.family))
        argv = commands.picture(manifest.plan, cut, tools.ffmpeg, reader.url, guards, path, tools.threads)
        made = runs.run(argv, runs.Progress(), output=path, tools=tools, watch=watch, port=reader.port, hide=reader.url)
    lacking = [complaint.text for complaint, _ in made.complaints if complaint.kind == "reference"]
    if cut.near and lacking:
        raise SegmentsDiffer(f"Segment {held.name} refers to what comes before it: {lacking[0]}")
    _hold(measure.measure(path, tools, watch.check), held, cut)
    return made


def _hold(measured: Measured, held: PieceLease, cut: Cut) -> None:
    """Hold a part against its cut: as many frames, the first at 0, the last at its time, all of them without an error."""
    if measured.frames_decoded != cut.frames or measured.decode_errors:
        errors = "; ".join(measured.decode_errors[:3]) or "no errors"
        raise SegmentsDiffer(f"Segment {held.name} has {measured.frames_decoded} of {cut.frames} frames; {errors}.")
    ticks = measured.timeline.ticks
    if (ticks[0], ticks[-1]) != (0, cut.last - cut.shown):
        raise SegmentsDiffer(
            f"Segment {held.name} is shown from {ticks[0]} to {ticks[-1]}, not to {cut.last - cut.shown}."
        )


def _share(
    held: PieceLease, manifest: Manifest, cut: Cut, reader: Reader, tools: Tools, folder: Path, watch: Watch
) -> Path:
    """Take the segment's share of the sound, and decode it; a file of packets. Raises SegmentsDiffer when it cannot be."""
    lies = shares.of(index.top(reader), reader.size, manifest.media, manifest.plan, manifest.cuts)
    if lies is None:
        raise SegmentsDiffer("Its sound is not where it was when it was cut.")
    path, stream = folder / f"{held.name}.packets", folder / f"{held.name}.aac"
    with path.open("w+b") as share:
        shares.take(reader.blocks, lies.share(cut.number), share)
        share.seek(0)
        tracks = filter(None, lies.framed(cut.number, share))
        for framed, expected in zip(tracks, lies.samples(cut.number), strict=True):
            stream.write_bytes(framed)
            samples, errors = measure.framed_sound(stream, tools, watch.check)
            if errors or samples != expected:
                said = "; ".join(errors[:3]) or f"{samples} of {expected} samples were decoded."
                raise SegmentsDiffer(f"Sound of segment {held.name}: {said}")
    return path


def _stored_share(deployment: Deployment, held: PieceLease, path: Path) -> dict[str, str]:
    """Store a share; what its part says of it."""
    key = _key(held, "sound")
    deployment.storage.put_file(deployment.config.proxy_bucket, key, path, "application/octet-stream")
    return {"sound_key": key, "sound_sha256": measure.digest(path)}


def sound(
    deployment: Deployment, held: PieceLease, manifest: Manifest, tools: Tools, folder: Path, watch: Watch
) -> Part:
    """Copy or encode all sound in one go, and list all packets of the source, which the finished proxy is held against.

    What is copied is decoded in the same run, what is encoded afterwards. Raises SegmentsDiffer when copied sound is not what
    it was, and what the source and ffmpeg raise.
    """
    path, read = folder / f"sound{manifest.plan.extension}", Packets(early=command.EARLY)
    with served(deployment, held.job, manifest) as reader:
        guards = sandbox.guards(manifest.family)
        with hidden_packets.heard(manifest.plan.hides, folder, read) as pipe:
            argv = commands.sound(manifest.plan, tools.ffmpeg, reader.url, guards, path, pipe)
            made = runs.run(argv, read, output=path, tools=tools, watch=watch, port=reader.port, hide=reader.url)
    read.decoded = made.sound.tracks
    copied = measure.copied_sound(path, manifest.plan, tools, watch.check)
    if not encode.same_sound(read, copied):
        raise SegmentsDiffer("Sound that was copied has not the packets of the source.")
    encoded = any(not track.copied for track in manifest.plan.tracks)
    errors = measure.decode_sound(path, tools, watch.check) if encoded else ()
    list_key = _key(held, "packets")
    bucket = deployment.config.proxy_bucket
    deployment.storage.put_bytes(bucket, list_key, read.dump(), "application/octet-stream")
    return _stored(deployment, held, path, made).model_copy(update={"list_key": list_key, "decode_errors": errors})


def _stored(deployment: Deployment, held: PieceLease, path: Path, made: Log) -> Part:
    """Store the file, if there is one, and the log."""
    bucket, log_key, key = deployment.config.proxy_bucket, _key(held, "log"), ""
    deployment.storage.put_bytes(bucket, log_key, made.text.encode(errors="replace"), "text/plain; charset=utf-8")
    digest, size = "", 0
    if path.exists():
        key, size, digest = _key(held, path.suffix[1:]), path.stat().st_size, measure.digest(path)
        deployment.storage.put_file(bucket, key, path, held.job.recipe.content_type)
    return Part(
        key=key,
        size=size,
        sha256=digest,
        log_key=log_key,
        complaints=tuple((complaint.kind, complaint.text, count) for complaint, count in made.complaints),
        pixel_formats=made.pixel_formats,
        cpu_seconds=made.cpu_seconds,
    )


def _key(held: PieceLease, suffix: str) -> str:
    """Give a key that only this try writes."""
    return f"{keys.parts(held.job.job_id, held.job.attempt)}{held.name}-{held.piece.tries}.{suffix}"
