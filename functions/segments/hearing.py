"""What a join hears: the file whose sound it copies, and what is known of the source's packets.

Sound that was made in one piece comes with the list of all packets. Where each segment took its share, the shares are put back
to where they were in the source, and its index tells when each frame of the picture is shown: that they are all there and can
be decoded, each segment has shown by decoding them.
"""

from pathlib import Path
from typing import NamedTuple

from functions.common.errors import SegmentsDiffer
from functions.common.watch import Watch
from functions.deployment import Deployment
from functions.jobs.model import Job
from functions.media.packets import Packets
from functions.segments import fetching, index, moov, shares
from functions.segments.commands import AudioInput
from functions.segments.fetching import Named
from functions.segments.manifest import SOUND, Manifest, name, served
from functions.segments.pieces import Part

LIST_LIMIT = 1024**3  # bytes of the list of packets; ten hours have about 10 MB


class Known(NamedTuple):
    """The sound that is joined, if there is any, and the source's packets."""

    sound: AudioInput | None
    read: Packets


def of(
    deployment: Deployment, job: Job, manifest: Manifest, parts: dict[str, Part], folder: Path, watch: Watch
) -> Known:
    """Fetch the sound. Raises SegmentsDiffer when what was listed does not fit, and what storage and source raise."""
    if manifest.shared:
        return _shared(deployment, job, manifest, parts, folder, watch)
    part = parts[SOUND]
    read = _listed(deployment, part)
    if not part.key:
        return Known(None, read)
    (path,) = fetching.fetched(deployment, [Named(part.key, part.sha256)], folder / "sound", watch)
    return Known(AudioInput(path, tuple(range(len(manifest.plan.tracks)))), read)


def _listed(deployment: Deployment, part: Part) -> Packets:
    """Fetch the list of the source's packets. Raises SegmentsDiffer when another version wrote it."""
    dumped = deployment.storage.get_bytes(deployment.config.proxy_bucket, part.list_key, LIST_LIMIT)
    try:
        return Packets.load(dumped)
    except ValueError as other:
        raise SegmentsDiffer("Its packets were listed by another version.") from other


def _shared(
    deployment: Deployment, job: Job, manifest: Manifest, parts: dict[str, Part], folder: Path, watch: Watch
) -> Known:
    """Put the segments' shares back into a file that has the source's index of them."""
    with served(deployment, job, manifest) as reader:
        top, size = index.top(reader), reader.size
    lies = shares.of(top, size, manifest.media, manifest.plan, manifest.cuts)
    read = moov.packets(top, manifest.media)
    if lies is None or read is None:
        raise SegmentsDiffer("Its index is not what it was when it was cut.")
    shown = [parts[name(cut)] for cut in manifest.cuts]
    named = [Named(part.sound_key, part.sound_sha256) for part in shown]
    if not all(part.sound_key and part.sound_counted for part in shown):
        raise SegmentsDiffer("A worker of another version left its share of the sound out, or did not count it.")
    path = folder / "sound.mov"
    shares.skeleton(path, top, size, manifest.plan)
    for cut, file in zip(manifest.cuts, fetching.fetched(deployment, named, folder / "shares", watch), strict=True):
        with file.open("rb") as share:
            shares.put_back(path, lies.share(cut.number), share)
        file.unlink()
    order = sorted(track.index for track in manifest.plan.tracks)
    return Known(AudioInput(path, tuple(order.index(track.index) for track in manifest.plan.tracks), listed=True), read)
