"""The rules of a certificate in words, for sentences that people read. Pure; certificates keep the stable names."""

import re

_TRACK = re.compile(r"audio_(\d+)_(\w+)")
_SUBTITLE = re.compile(r"subtitle_(\d+)(_named)?")

_NAMES = {
    "frame_count": "number of frames",
    "frame_times": "time of each frame",
    "frames_listed": "frames in the index",
    "alpha": "alpha channel",
    "sar": "pixel aspect",
    "codec": "picture codec",
    "frame_size": "picture size",
    "audio_tracks": "sound tracks",
    "left_out": "what is left out",
    "tags": "what the film says of itself",
    "one_pass": "made in one pass",
    "joined_packets": "packets of the joined segments",
    "joined_header": "parameters of the joined segments",
    "decode_errors": "errors when the proxy is decoded",
    "source_complete": "end of the source",
    "source_decoded": "decoded frames of the source",
    "source_packets": "packets of the source",
    "source_clean": "what ffmpeg said of the source",
}

_TRACK_NAMES = {
    "layout": "channels",
    "rate": "sample rate",
    "offset": "distance from the picture",
    "decoded": "decoded sound",
}


def in_words(rule: str) -> str:
    """Say what a rule of this stable name compares, with a capital; of a name that is not known, its own words."""
    if text := _SUBTITLE.fullmatch(rule):
        return f"Subtitles {text[1]}, {'language, title and how they are shown' if text[2] else 'texts and times'}"
    track = _TRACK.fullmatch(rule)
    if track is not None:
        what = _TRACK_NAMES.get(track[2], track[2].replace("_", " "))
        return f"Sound {track[1]}, {what}"
    name = _NAMES.get(rule, rule.replace("_", " "))
    return name[0].upper() + name[1:]
