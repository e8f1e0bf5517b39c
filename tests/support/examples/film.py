"""What an example makes of a film: ``python -m tests.support.examples.film FOLDER PROFILE SUFFIX FFMPEG FFPROBE CODECS…``."""

import sys
from pathlib import Path

from functions.ffmpeg.sandbox import Tools
from tests.support.films.pipeline import Workshop


def main() -> None:
    """Carry a film of a second through the profile, and say what came out."""
    folder, profile, suffix, ffmpeg, ffprobe, *codecs = sys.argv[1:]
    workshop = Workshop(Tools(ffmpeg=ffmpeg, ffprobe=ffprobe), Path(folder), Path(folder))
    film = Path(folder) / f"film.{suffix}"
    inputs = ("-f", "lavfi", "-i", "testsrc2=s=960x640:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1")
    workshop.make(*inputs, *codecs, film)
    made = workshop.carry(film, profile)
    made.judge()
    (picture,) = workshop.streams(made.path, "video")
    print(made.media.container, picture["codec_name"], picture["height"])


if __name__ == "__main__":
    main()
