"""Headers made to take long or much memory, put together byte by byte; each is small, or easily made large, and no film."""

import struct
import zlib

from tests.support.films.mp4_builder import box, full, timed


def mov(*inside: bytes, before: bytes = b"") -> bytes:
    """A QuickTime file with this in its moov."""
    return (
        box(b"ftyp", b"qt  \0\0\0\0qt  ")
        + before
        + box(b"moov", timed(b"mvhd", 1000), *inside)
        + box(b"mdat", bytes(16))
    )


def compressed(size: int, *, times: int = 1) -> bytes:
    """A QuickTime file whose moov is compressed, so many times over, and has ``size`` bytes of nothing in it."""
    inner = box(b"moov", timed(b"mvhd", 1000), box(b"udta", box(b"free", bytes(size))))
    for _ in range(times):
        packed = struct.pack(">I", len(inner)) + zlib.compress(inner)
        inner = box(b"moov", box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", packed)))
    return box(b"ftyp", b"qt  \0\0\0\0qt  ") + inner + box(b"mdat", bytes(16))


def nested(depth: int) -> bytes:
    """Boxes of a user's data inside each other."""
    inner = b""
    for _ in range(depth):
        inner = box(b"udta", inner)
    return mov(inner)


def tagged(count: int, length: int = 4) -> bytes:
    """A QuickTime file with so many tags, each of another name."""
    keys = b"".join(struct.pack(">I4s8s", 16, b"mdta", b"%08x" % number) for number in range(count))
    item = struct.pack(">II", 1, 0) + b"x" * length
    items = b"".join(box(struct.pack(">I", number + 1), box(b"data", item)) for number in range(count))
    head = box(b"hdlr", struct.pack(">IIIIII", 0, 0, 0x6D647461, 0, 0, 0))
    return mov(box(b"meta", head, box(b"keys", struct.pack(">II", 0, count), keys), box(b"ilst", items)))


def user_data(count: int, length: int) -> bytes:
    """A QuickTime file with so many texts of so many bytes."""
    text = struct.pack(">HH", length, 0) + b"x" * length
    return mov(box(b"udta", *(box(b"\xa9" + bytes([97 + number % 26]) * 3, text) for number in range(count))))


def long_index(samples: int, chunks: int = 1) -> bytes:
    """A QuickTime file that says it has so many pictures of a byte each, without a table of them."""
    stsd = box(b"stsd", struct.pack(">II", 0, 1), box(b"mjpa", bytes(78)))
    tables = (
        full(b"stts", samples, 1, count=1),
        full(b"stsc", 1, samples // chunks, 1, count=1),
        box(b"stsz", struct.pack(">III", 0, 1, samples)),
        full(b"stco", *[64] * chunks),
    )
    media = box(
        b"mdia",
        timed(b"mdhd", 1000),
        box(b"hdlr", struct.pack(">II4sIII", 0, 0, b"vide", 0, 0, 0)),
        box(b"minf", box(b"stbl", stsd, *tables)),
    )
    return mov(box(b"trak", box(b"tkhd", struct.pack(">IIII", 0, 0, 0, 1) + bytes(68)), media))


def element(name: int, *contents: bytes) -> bytes:
    """An element of EBML."""
    body = b"".join(contents)
    return name.to_bytes((name.bit_length() + 7) // 8) + (len(body) | 1 << 56).to_bytes(8) + body


def matroska(*inside: bytes) -> bytes:
    """A Matroska file with this before its first cluster."""
    head = element(0x1A45DFA3, element(0x4282, b"matroska"))
    info = element(0x1549A966, element(0x2AD7B1, (1_000_000).to_bytes(4)))
    video = element(0xE0, element(0xB0, b"\x40"), element(0xBA, b"\x40"))
    track = element(
        0xAE, element(0xD7, b"\1"), element(0x73C5, b"\1"), element(0x83, b"\1"), element(0x86, b"V_MJPEG"), video
    )
    cluster = element(0x1F43B675, element(0xE7, b"\0"))
    return head + element(0x18538067, info, element(0x1654AE6B, track), *inside, cluster)


def simple_tags(count: int, length: int = 4) -> bytes:
    """So many tags of Matroska, each of another name."""
    tags = (
        element(0x67C8, element(0x45A3, b"%08x" % number), element(0x4487, b"x" * length)) for number in range(count)
    )
    return element(0x1254C367, element(0x7373, element(0x63C0), *tags))


def nested_tags(depth: int) -> bytes:
    """Tags of Matroska inside each other."""
    inner = element(0x45A3, b"name")
    for _ in range(depth):
        inner = element(0x67C8, inner)
    return element(0x1254C367, element(0x7373, inner))


def attachments(count: int, length: int) -> bytes:
    """Files beside a Matroska film."""
    one = element(
        0x61A7,
        element(0x466E, b"a.ttf"),
        element(0x4660, b"font/ttf"),
        element(0x465C, bytes(length)),
        element(0x46AE, b"\1"),
    )
    return element(0x1941A469, one * count)


def sought(name: int, what: bytes) -> bytes:
    """A Matroska file that names a place behind its cluster, where ``what`` stands."""

    def seek(place: int) -> bytes:
        entry = element(0x4DBB, element(0x53AB, name.to_bytes(4)), element(0x53AC, place.to_bytes(8)))
        return element(0x114D9B74, entry)

    whole = matroska(seek(0))
    begin = whole.index(bytes.fromhex("18538067")) + 12
    segment = whole[begin:].replace(seek(0), seek(len(whole) - begin)) + what
    return whole[: begin - 12] + element(0x18538067, segment)


def chunk(name: bytes, *contents: bytes) -> bytes:
    """A chunk of RIFF."""
    body = b"".join(contents)
    return struct.pack("<4sI", name, len(body)) + body + bytes(len(body) % 2)


def avi(count: int, length: int) -> bytes:
    """An AVI with so many lines of information."""
    avih = chunk(b"avih", struct.pack("<14I", 40_000, 0, 0, 0, 1, 0, 1, 0, 64, 64, 0, 0, 0, 0))
    strh = chunk(b"strh", struct.pack("<4s4sIHHIIIIIIII8x", b"vids", b"MJPG", 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0))
    strf = chunk(b"strf", struct.pack("<IiiHH4sIiiII", 40, 64, 64, 1, 24, b"MJPG", 0, 0, 0, 0, 0))
    info = chunk(b"LIST", b"INFO", *(chunk(b"%04x" % number, b"x" * length) for number in range(count)))
    head = chunk(b"LIST", b"hdrl", avih, chunk(b"LIST", b"strl", strh, strf))
    return chunk(b"RIFF", b"AVI ", head, info, chunk(b"LIST", b"movi", chunk(b"00dc", bytes(8))))


def asf(count: int) -> bytes:
    """An ASF with so many descriptions, in objects of 60,000 each."""
    entries = [
        struct.pack("<H18sHHI", 18, (b"%08x" % number).decode().encode("utf-16-le") + b"\0\0", 3, 4, 1)
        for number in range(count)
    ]
    guid = bytes.fromhex("40a4d0d207e3d21197f000a0c95ea850")
    objects = []
    for first in range(0, count, 60_000):
        part = entries[first : first + 60_000]
        body = struct.pack("<H", len(part)) + b"".join(part)
        objects.append(guid + struct.pack("<Q", len(body) + 24) + body)
    body = struct.pack("<IBB", len(objects), 1, 2) + b"".join(objects)
    return bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + struct.pack("<Q", len(body) + 24) + body


def flv(count: int) -> bytes:
    """An FLV with so many properties, each of another name."""
    properties = b"".join(struct.pack(">H8sBd", 8, b"%08x" % number, 0, 1.0) for number in range(count))
    script = b"\x02\x00\x0aonMetaData\x08" + struct.pack(">I", count) + properties + b"\0\0\x09"
    tag = b"\x12" + len(script).to_bytes(3) + bytes(7) + script
    return b"FLV\x01\x01\0\0\0\x09\0\0\0\0" + tag + struct.pack(">I", len(tag))


def ogg(count: int) -> bytes:
    """An Ogg with so many comments of Opus."""
    comments = b"".join(struct.pack("<I", 10) + b"%08x=x" % number for number in range(count))
    packets = [b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0", b"OpusTags" + struct.pack("<II", 0, count) + comments]
    pages, number = [], 0
    for packet in packets:
        lacing = [255] * (len(packet) // 255) + [len(packet) % 255]
        at = 0
        for first in range(0, len(lacing), 255):
            part = lacing[first : first + 255]
            kind = (2 if not number else 0) | (1 if first else 0)
            head = struct.pack("<4sBBqIII B", b"OggS", 0, kind, 0, 7, number, 0, len(part))
            pages.append(head + bytes(part) + packet[at : at + sum(part)])
            at, number = at + sum(part), number + 1
    return b"".join(pages)


def mxf(count: int, length: int) -> bytes:
    """An MXF with so many sets of metadata that nobody knows."""
    partition = bytes.fromhex("060e2b34020501010d01020101020400") + b"\x83" + (88).to_bytes(3) + bytes(88)
    dark = bytes.fromhex("060e2b34025301010d01010101017f00") + b"\x83" + length.to_bytes(3) + bytes(length)
    return partition + dark * count


def mxf_behind(count: int, *, listed: bool) -> bytes:
    """An MXF whose sets of metadata stand behind its essence, where its list of partitions, or its header, says the footer is."""
    partition, label = bytes.fromhex("060e2b34020501010d01020101"), bytes.fromhex("060e2b34040101010d01020101010100")

    def key_length(key: bytes, body: bytes) -> bytes:
        return key + b"\x83" + len(body).to_bytes(3) + body

    def pack(kind: bytes, here: int, footer: int) -> bytes:
        fields = struct.pack(">HHIQQQQQIQI16sII", 1, 2, 1, here, 0, footer, 0, 0, 0, 0, 1, label, 0, 16)
        return key_length(partition + kind + b"\4\0", fields)

    essence = key_length(bytes.fromhex("060e2b34010201010d01030115010500"), bytes(100))
    footer = len(pack(b"\2", 0, 0)) + len(essence)
    key = bytes.fromhex("060e2b34025301010d01010101013b00")
    sets = (key_length(key, struct.pack(">HH16s", 0x3C0A, 16, (n + 1).to_bytes(16))) for n in range(count))
    last = key_length(partition + b"\x11\1\0", struct.pack(">IQIQI", 0, 0, 1, footer, 48)) if listed else b""
    return pack(b"\2", 0, 0 if listed else footer) + essence + pack(b"\4", footer, footer) + b"".join(sets) + last


# ---------------------------------------------------------------- streams that are nothing but heads


def raw(unit: bytes, megabytes: int = 6) -> bytes:
    """A raw stream of one unit, again and again."""
    return unit * (megabytes * 1024 * 1024 // len(unit))


def png(*chunks: tuple[bytes, bytes], width: int = 64, height: int = 64) -> bytes:
    """An APNG of two pictures, with chunks before what says that it is one."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    control = struct.pack(">IIIIHHBB", width, height, 0, 0, 1, 25, 0, 0)
    picture = zlib.compress(bytes(64 * (1 + 64 * 3)))
    first = [(b"fcTL", struct.pack(">I", 0) + control), (b"IDAT", picture)]
    second = [(b"fcTL", struct.pack(">I", 1) + control), (b"fdAT", struct.pack(">I", 2) + picture)]
    whole = [(b"IHDR", head), *chunks, (b"acTL", struct.pack(">II", 2, 0)), *first, *second, (b"IEND", b"")]
    written = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in whole
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def gif(comments: int, blocks: int) -> bytes:
    """A GIF of comments of so many blocks, and of no picture."""
    return b"GIF89a@\0@\0\0\0\0" + (b"\x21\xfe" + (b"\xff" + b"a" * 255) * blocks + b"\0") * comments


def programmes(count: int) -> bytes:
    """A transport stream whose table lists so many programmes, 40 in each of its sections."""
    packets = []
    for first in range(0, count, 40):
        rows = b"".join(struct.pack(">HH", n + 1, 0xE020) for n in range(first, min(first + 40, count)))
        section = struct.pack(">BHHBBB", 0, 0xB000 | (len(rows) + 9), 1, 0xC1, 0, 0) + rows + bytes(4)
        packets.append((b"\x47\x40\0\x10\0" + section).ljust(188, b"\xff"))
    return b"".join(packets) * 8


def streams(count: int) -> bytes:
    """An Ogg of so many streams that have a first packet each, and nothing else."""
    packet = b"\1vorbis" + bytes(23)
    pages = (
        struct.pack("<4sBBQIIIB", b"OggS", 0, 2, 0, n, 0, 0, 1) + bytes([len(packet)]) + packet for n in range(count)
    )
    return b"".join(pages)
