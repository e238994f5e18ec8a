"""Tell a kiosk an edition of something, or that it is the one it has already (RFC 9110, 13.1.2)."""

from typing import Annotated, Any

from fastapi import Header
from starlette.responses import Response

from queue_server.answers import json_answer

IfNoneMatch = Annotated[str, Header(max_length=1000, description="The ETags of what the kiosk has already.")]
AS_KNOWN: dict[int | str, dict[str, Any]] = {304: {"description": "It is what the kiosk has already."}}


def known_digests(if_none_match: str) -> frozenset[str]:
    """The digests of the editions named there. A proxy that packs an answer weakens its tag."""
    return frozenset(tag.strip().removeprefix("W/").strip('"') for tag in if_none_match.split(","))


def edition_answer(digest: str, edition: object | None) -> Response:
    """The `edition` of that digest; None: the kiosk has it already."""
    answer = Response(status_code=304) if edition is None else json_answer(edition)
    answer.headers["ETag"] = f'"{digest}"'
    return answer
