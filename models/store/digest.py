"""How a long random secret is stored."""

import hashlib


def secret_sha256(secret: str) -> str:
    """The digest that stands in the database: a plain one suffices, for there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
