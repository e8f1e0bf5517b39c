"""The container families that are taken, each with the ffmpeg demuxers that read it and nothing else.

Which of them are taken goes by the risk of opening a stranger's file: demuxers that read one file and follow no address in
it, that are fuzzed without pause (OSS-Fuzz runs every demuxer and decoder of ffmpeg), and that cameras, editors, encoders
and browsers write. Game formats, playlists and everything that opens further files is left out.
"""

from typing import NamedTuple


class Family(NamedTuple):
    """A container family, and the ffmpeg demuxers (a ``format_whitelist``) that read it and nothing else."""

    name: str
    demuxers: str
    raw: bool = (
        False  # pictures one after another: no times, no length, and a rate only where the encoder wrote it down
    )
    rate: str = ""  # frames a second at which a raw stream is read
    named: bool = False  # ffmpeg is told its one demuxer, which it would not find by itself where much stands before
    readings: float = 3  # how many times a file may be read in full

    def at(self, rate: str) -> "Family":
        """Give the same with the rate at which it is read; only a raw stream has use for one."""
        return self._replace(rate=rate) if self.raw else self


MOV = Family("mov", "mov,mp4,m4a,3gp,3g2,mj2")
MATROSKA = Family("matroska", "matroska,webm")
MPEGTS = Family("mpegts", "mpegts")
MPEG = Family("mpeg", "mpeg")
AVI = Family("avi", "avi")
MXF = Family("mxf", "mxf")
FLV = Family("flv", "flv")
ASF = Family("asf", "asf")
OGG = Family("ogg", "ogg")
GXF = Family("gxf", "gxf")
NUT = Family("nut", "nut")
IVF = Family("ivf", "ivf")
DV = Family("dv", "dv")
Y4M = Family("y4m", "yuv4mpegpipe")
GIF = Family("gif", "gif", readings=12)  # ffmpeg reads a whole one to count its pictures each time it opens it
APNG = Family("apng", "apng", named=True)
H264 = Family("h264", "h264", raw=True)
HEVC = Family("hevc", "hevc", raw=True)
MPEGVIDEO = Family("mpegvideo", "mpegvideo", raw=True)
M4V = Family("m4v", "m4v", raw=True)
VC1 = Family("vc1", "vc1", raw=True)
OBU = Family("obu", "obu", raw=True)

RAW = frozenset({H264, HEVC, MPEGVIDEO, M4V, VC1, OBU})
RAW_NAMES = frozenset(family.name for family in RAW)
CONTAINERS = (MOV, MATROSKA, MPEGTS, MPEG, AVI, MXF, FLV, ASF, OGG, GXF, NUT, IVF, DV, Y4M, GIF, APNG)
ADTS = Family("adts", "aac")  # of our own making only: sound without a picture is refused
