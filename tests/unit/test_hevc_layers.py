"""What is said of layers of HEVC beside its picture, by bytes as encoders write them."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.media import hevc_layers
from tests.support.films.hevc import EXTENSIONS, extended

# Of x265: Main, level 1, one layer, times are told.
VPS = bytes.fromhex("40010c01ffff01600000030090000003000003001e959809")
# As Apple writes it beside the parameter sets: an alpha channel, that of the primary picture in straight colours.
ALPHA_INFO = bytes.fromhex("4e01a5040000ff9080")


def hvcc(*units: bytes) -> bytes:
    return b"\1" + bytes(21) + arrays(*units)


def arrays(*units: bytes) -> bytes:
    listed = (struct.pack(">BHH", unit[0] >> 1, 1, len(unit)) + unit for unit in units)
    return bytes([len(units)]) + b"".join(listed)


def box(name: bytes, contents: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(contents), name) + contents


def lhvc(*units: bytes) -> bytes:
    return box(b"lhvC", b"\1" + bytes(4) + arrays(*units))


@pytest.mark.parametrize(
    ("layer", "said"), [("alpha", "alpha"), ("depth", "depth"), ("view", "view"), ("quality", "unsaid")]
)
def test_a_parameter_set_tells_what_a_second_layer_is_of(layer: str, said: str) -> None:
    assert layer in EXTENSIONS
    assert hevc_layers.of(hvcc(extended(VPS, layer))) == said
    assert hevc_layers.of(b"\0\0\0\1" + extended(VPS, layer)) == said


def test_one_layer_has_nothing_beside_it() -> None:
    assert hevc_layers.of(hvcc(VPS)) is None
    assert hevc_layers.of(b"\0\0\1" + VPS) is None
    assert hevc_layers.of(b"") is None


def test_a_message_tells_of_an_alpha_channel_wherever_it_stands() -> None:
    assert hevc_layers.of(hvcc(VPS, ALPHA_INFO)) == "alpha"
    assert hevc_layers.of(hvcc(VPS), lhvc(ALPHA_INFO)) == "alpha"
    assert hevc_layers.of(hvcc(VPS, b"\x4e\x01\x01\x01\x80" + ALPHA_INFO[2:])) == "alpha"


def test_a_message_that_ends_it_tells_of_none() -> None:
    assert hevc_layers.of(hvcc(VPS, bytes.fromhex("4e01a50180")) + b"\0") is None


def test_the_box_of_a_second_layer_is_not_passed_over() -> None:
    assert hevc_layers.of(hvcc(VPS), lhvc(VPS)) == "unsaid"
    assert hevc_layers.of(hvcc(VPS), lhvc(VPS) + box(b"vexu", b"")) == "view"
    assert hevc_layers.of(hvcc(extended(VPS, "alpha")), lhvc() + box(b"vexu", b"")) == "alpha"


def test_the_boxes_of_a_sample_entry_are_found() -> None:
    entry = box(b"hvc1", bytes(78) + box(b"hvcC", hvcc(VPS)) + lhvc(ALPHA_INFO))
    table = box(b"stbl", box(b"stsd", bytes(4) + struct.pack(">I", 1) + entry))
    assert hevc_layers.of(b"", hevc_layers.entry(box(b"mdia", box(b"minf", table)))) == "alpha"


@given(header=st.binary(max_size=80), entry=st.binary(max_size=80), cut=st.integers(0, 60))
def test_nothing_that_is_broken_is_an_error(header: bytes, entry: bytes, cut: int) -> None:
    hevc_layers.of(header, entry)
    hevc_layers.of(hvcc(VPS, ALPHA_INFO)[:cut], lhvc(ALPHA_INFO)[:cut])
    hevc_layers.of(hvcc(extended(VPS, "alpha")[: cut + 3]))
