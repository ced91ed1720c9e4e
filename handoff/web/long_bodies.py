"""Bodies longer than other routes take: read no further than they may be long."""

from typing import Any, cast

from sanic import Request
from sanic.exceptions import PayloadTooLarge
from sanic.http import Http

from handoff.domain.errors import TooLarge

# What a form adds around a file.
FORM_BYTES = 16 * 1024
# A body somewhat too long is read to its end and dropped, for a browser hears no answer while it still sends.
_READ_AND_DROPPED = 4


async def long_body(request: Request[Any, Any], most: int, too_large: str) -> bytes:
    """The route reads its stream itself. Raises TooLarge, in the words of `too_large`."""
    # The only kind of stream Sanic serves over HTTP/1, which is all that we open.
    stream = cast("Http", request.stream)
    # Other routes take far less; this one stream may be longer.
    stream.request_max_size = _READ_AND_DROPPED * most
    chunks, size = [], 0
    try:
        async for chunk in stream:
            size += len(chunk)
            if size <= most:
                chunks.append(chunk)
    except PayloadTooLarge as error:
        raise TooLarge(too_large) from error
    if size > most:
        raise TooLarge(too_large)
    return b"".join(chunks)
