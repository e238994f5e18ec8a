"""Which kiosk asks: the token it shows."""

from queue_server.accept import UnknownToken


def bearer_token(authorization: str) -> str:
    """The token in the header `Authorization: Bearer …`. Raises UnknownToken where there is none."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnknownToken("no token")
    return token
