"""Let a kiosk in by its signature of the very request it makes."""

from typing import Annotated

from fastapi import Header, Request

from models.signing import SCHEME, Asker, claim_in, is_signed
from queue_server.asking import check_in_use, enrolment_of
from queue_server.context import Context
from queue_server.refusal import Refusal, Refused

Signature = Annotated[
    str,
    Header(
        alias="Authorization", description=f"`{SCHEME} issuer.incarnation.signature`, see docs/protocol.md"
    ),
]


async def signed_by(request: Request, context: Context, authorization: str) -> Asker:
    """Who signed `request`. Raises Refused; only whoever holds a key is told that it is revoked or replaced.

    Nobody's body is read who does not name a kiosk of the hall; and of theirs no more than
    `queue_server.guard` lets through.
    """
    claim = claim_in(authorization)
    if claim is None:
        is_of_old = authorization.lower().startswith("bearer ")
        raise Refused(Refusal.MUST_ENROL if is_of_old else Refusal.NOT_SIGNED)
    enrolment = await context.read(lambda connection: enrolment_of(connection, context.hall, claim.asker))
    body = await request.body()
    if not is_signed(
        claim, enrolment.public_key, method=request.method, target=target_of(request), body=body
    ):
        raise Refused(Refusal.BAD_SIGNATURE)
    check_in_use(enrolment)
    return claim.asker


def target_of(request: Request) -> str:
    """Path and query as they stood in the request line."""
    path, query = request.scope["raw_path"], request.scope["query_string"]
    return (path + b"?" + query if query else path).decode("latin-1")  # type: ignore[no-any-return]
