import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from pos_loyalty.hub.wire import (
    LARGEST_UNPACKED,
    PACKED_FROM,
    TooLargeError,
    WrongBodyError,
    answer,
    target_of,
    unpacked,
)


@given(body=st.binary(max_size=3000))
def test_what_was_packed_comes_out(body: bytes) -> None:
    """Unpacking gives back what was packed, and an unpacked body as it is."""
    assert unpacked(zlib.compress(body), coding="deflate") == body
    assert unpacked(body, coding="") == body


@given(body=st.binary(min_size=1, max_size=3000), cut=st.integers(1, 8))
def test_half_a_body_is_none(body: bytes, cut: int) -> None:
    """A body that ends in the middle is not taken for a shorter one."""
    with pytest.raises(WrongBodyError):
        unpacked(zlib.compress(body)[:-cut], coding="deflate")


def test_the_largest_body_is_taken() -> None:
    """The bound itself is allowed, one byte more is not."""
    largest = bytes(LARGEST_UNPACKED)
    assert unpacked(zlib.compress(largest), coding="deflate") == largest
    with pytest.raises(TooLargeError):
        unpacked(zlib.compress(largest + b"\0" * 70_000), coding="deflate")


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_other_codings_are_refused(coding: str) -> None:
    """Nobody guesses at a coding."""
    with pytest.raises(WrongBodyError):
        unpacked(b"", coding=coding)


@pytest.mark.parametrize(
    ("size", "accepts", "is_packed"),
    [
        (PACKED_FROM, "gzip, Deflate", True),
        (PACKED_FROM - 1, "deflate", False),
        (PACKED_FROM, "", False),
        (PACKED_FROM, "gzip", False),
    ],
)
def test_an_answer_is_packed_where_it_is_worth_it(
    size: int, accepts: str, *, is_packed: bool
) -> None:
    """Small answers, and those for who does not unpack, go as they are."""
    response = answer(b"x" * size, accepts=accepts)
    assert ("content-encoding" in response.headers) is is_packed
    body = bytes(response.body)
    assert (zlib.decompress(body) if is_packed else body) == b"x" * size


@pytest.mark.parametrize(
    ("raw", "query", "target"),
    [
        (b"/v1/push", b"", "/v1/push"),
        (b"/v1/members/a%2Fb/events", b"", "/v1/members/a%2Fb/events"),
        (b"/v1/feeds/shop", b"from=0&own=1", "/v1/feeds/shop?from=0&own=1"),
    ],
)
def test_a_target_is_what_was_asked_for(raw: bytes, query: bytes, target: str) -> None:
    """What a till signed is compared as it stood on the line, not as it was understood."""
    scope = {"type": "http", "path": "/other", "raw_path": raw, "query_string": query}
    assert target_of(Request({**scope, "headers": [], "method": "GET"})) == target
