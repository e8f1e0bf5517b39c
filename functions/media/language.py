"""Languages: what containers say of them, read as the three letters of ISO 639-2/T that mp4 and mov take. Pure.

Matroska and its like have tags of BCP 47 (``en-US``) or codes of ISO 639-2/B (``ger``), transport streams several codes at
once, old QuickTime files numbers of Macintosh scripts, to which ffmpeg gives names of its own (``sve``).
"""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

# ISO 639-1 and ISO 639-2/T, by the registration authority, the Library of Congress.
_TWO_LETTERS = """
    aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze ba:bak be:bel bg:bul
    bi:bis bm:bam bn:ben bo:bod br:bre bs:bos ca:cat ce:che ch:cha co:cos cr:cre cs:ces cu:chu cv:chv cy:cym
    da:dan de:deu dv:div dz:dzo ee:ewe el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas ff:ful fi:fin fj:fij
    fo:fao fr:fra fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin ho:hmo hr:hrv ht:hat
    hu:hun hy:hye hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido is:isl it:ita iu:iku ja:jpn jv:jav
    ka:kat kg:kon ki:kik kj:kua kk:kaz kl:kal km:khm kn:kan ko:kor kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir
    la:lat lb:ltz lg:lug li:lim ln:lin lo:lao lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mri mk:mkd ml:mal mn:mon
    mr:mar ms:msa mt:mlt my:mya na:nau nb:nob nd:nde ne:nep ng:ndo nl:nld nn:nno no:nor nr:nbl nv:nav ny:nya
    oc:oci oj:oji om:orm or:ori os:oss pa:pan pi:pli pl:pol ps:pus pt:por qu:que rm:roh rn:run ro:ron ru:rus
    rw:kin sa:san sc:srd sd:snd se:sme sg:sag sh:hbs si:sin sk:slk sl:slv sm:smo sn:sna so:som sq:sqi sr:srp
    ss:ssw st:sot su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tl:tgl tn:tsn to:ton tr:tur
    ts:tso tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol wa:wln wo:wol xh:xho yi:yid
    yo:yor za:zha zh:zho zu:zul
"""
# ISO 639-2/B, the same language in ISO 639-2/T.
_BIBLIOGRAPHIC = """
    alb:sqi arm:hye baq:eus bur:mya chi:zho cze:ces dut:nld fre:fra geo:kat ger:deu gre:ell ice:isl mac:mkd
    mao:mri may:msa per:fas rum:ron slo:slk tib:bod wel:cym
"""
# Names that ffmpeg gives to codes of Macintosh scripts, and codes that were withdrawn.
_OLD = "sve:swe hr:hrv fo:fao iri:gle sr:srp pa:pan mol:ron scr:hrv scc:srp iw:heb in:ind ji:yid mo:ron"
_KNOWN = dict(pair.split(":") for pair in (_TWO_LETTERS + _BIBLIOGRAPHIC + _OLD).split())
_UNSAID = {"", "und", "unk", "mis", "n/a", "qtz"}
TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{1,8}){0,8})")
CODE = 3  # letters
SHOWN = 40  # characters of what a file says that a note quotes


class Language(NamedTuple):
    """A language by its code of three letters; None where the file says none, or nothing that is one."""

    code: str | None
    note: str = ""  # what was left out of what the file says


def read(said: str | None) -> Language:
    """Read what a file says of a track's language: a tag of BCP 47, or codes of ISO 639, the first of several."""
    first, _, others = (said or "").replace(";", ",").partition(",")
    if first.strip().lower() in _UNSAID:
        return Language(None)
    tag = TAG.fullmatch(first.strip())
    code = tag and _KNOWN.get(tag[1].lower(), tag[1].lower())
    if tag is None or code is None or len(code) != CODE:
        return Language(None, f"The source says {_shown(said or '')!r}, which is no language of ISO 639.")
    left = [part for part in (tag[2], others) if part]
    if not left:
        return Language(code)
    return Language(code, f"The source says {_shown(said or '')!r}; mp4 and mov have room for the language alone.")


def code(said: str | None) -> str | None:
    """Give only the code."""
    return read(said).code


def _shown(said: str) -> str:
    return "".join(letter for letter in said if letter.isprintable())[:SHOWN]


# ---------------------------------------------------------------- mov

_Box = tuple[bytes, int, int]  # its name, and where its contents begin and end


def write(path: Path, codes: Mapping[bytes, Sequence[str | None]]) -> None:
    """Write the languages of tracks into a finished mov, by their kind (``vide``, ``soun``), in their order.

    ffmpeg writes into mov only those that the Macintosh had a number for; QuickTime takes the three letters packed, as mp4
    does, since its file format has both: numbers from 0x400 on are letters.
    """
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        moov = next((box for box in _boxes(file, 0, size) if box[0] == b"moov"), None)
        tracks = [box for box in _boxes(file, *moov[1:]) if box[0] == b"trak"] if moov else []
        media = [box for track in tracks for box in _boxes(file, *track[1:]) if box[0] == b"mdia"]
        heard = [{name: at for name, at, _ in _boxes(file, *box[1:])} for box in media]
        for kind, spoken in codes.items():
            of_it = [inside[b"mdhd"] for inside in heard if _read(file, inside[b"hdlr"] + 8, 4) == kind]
            for at, code in zip(of_it, spoken, strict=False):
                if code:
                    wide = _read(file, at, 1) == b"\1"
                    file.seek(at + (32 if wide else 20))  # behind version, two times, time scale and duration
                    file.write(struct.pack(">H", packed(code)))


def packed(spoken: str) -> int:
    """Give three letters as mdhd has them: five bits each (ISO/IEC 14496-12, 8.4.2)."""
    first, second, third = (ord(letter) - 0x60 for letter in spoken)
    return first << 10 | second << 5 | third


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[_Box]:
    """Walk the boxes of a file that we made."""
    while at + 8 <= end:
        length, name = struct.unpack(">I4s", _read(file, at, 8))
        begin = at + 8
        if length == 1:
            (length,), begin = struct.unpack(">Q", _read(file, begin, 8)), begin + 8
        length = length or end - at
        yield name, begin, at + length
        at += max(8, length)


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)
