"""Bodies on their way: how large they may be, packed and unpacked, and what else is refused."""

import asyncio
import zlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

LARGEST_PACKED: Final = 1 << 20
LARGEST_UNPACKED: Final = 8 << 20
"""A push holds 256 KiB of events and some records; only a single event may be larger."""
LONGEST_READ_S: Final = 30.0
"""A body of the largest size comes in time over a line of 300 kbit/s."""
PACKED_FROM: Final = 1024
"""Below this many bytes packing saves nothing."""

DEFLATE: Final = "deflate"
JSON: Final = "application/json"
MSGPACK: Final = "application/msgpack"

_CODING: Final = "content-encoding"
_FAST: Final = 1


class TooLargeError(Exception):
    """A body is larger than any that a till sends."""


class WrongBodyError(Exception):
    """A body is not packed as it says."""


def unpacked(body: bytes, *, coding: str) -> bytes:
    """The body as it was before it was packed; never more than the bound is ever made of it.

    Raises TooLargeError and WrongBodyError.
    """
    if coding in {"", "identity"}:
        return body
    if coding != DEFLATE:
        raise WrongBodyError
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(body, LARGEST_UNPACKED)
    except zlib.error as error:
        raise WrongBodyError from error
    if unpacker.unconsumed_tail:
        raise TooLargeError
    if not unpacker.eof:
        raise WrongBodyError
    return found


def answer(
    body: bytes, *, accepts: str, status: int = HTTPStatus.OK, headers: Mapping[str, str] = {}
) -> Response:
    """A JSON answer, packed where that is worth it and the other side unpacks."""
    given = {"Cache-Control": "no-store", **headers}
    if len(body) >= PACKED_FROM and DEFLATE in accepts.lower():
        given["Content-Encoding"] = DEFLATE
        # Speed counts more than the last tenth: a till on a slow line is rare, a busy hub is not.
        body = zlib.compress(body, _FAST)
    return Response(body, status_code=status, headers=given, media_type=JSON)


def as_it_is(body: bytes) -> Response:
    """An answer whose bytes are packed already."""
    return Response(body, headers={"Cache-Control": "no-store"}, media_type=MSGPACK)


async def body_of(request: Request) -> bytes:
    """The body as it came, read whole and in good time. Raises TooLargeError, WrongBodyError."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > LARGEST_PACKED:
        raise TooLargeError
    body = bytearray()
    try:
        async with asyncio.timeout(LONGEST_READ_S):
            async for piece in request.stream():
                body += piece
                if len(body) > LARGEST_PACKED:
                    raise TooLargeError
    except TimeoutError as error:
        raise WrongBodyError from error
    return bytes(body)


def coding_of(request: Request) -> str:
    """How the body says that it is packed."""
    return request.headers.get(_CODING, "").strip().lower()


def accepted(request: Request) -> str:
    """How the answer may be packed."""
    return request.headers.get("accept-encoding", "")


def target_of(request: Request) -> str:
    """Path and query exactly as they stood in the request, which is what a till signs."""
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope.get("query_string", b"")
    return (path.partition(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")
