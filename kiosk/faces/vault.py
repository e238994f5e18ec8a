"""Seal a citizen's face template with a key of its own: destroy that key, and the template is noise."""

import os
from dataclasses import dataclass, field

import numpy as np

from kiosk.faces.engine import Vector
from kiosk.faces.face_secret import KEY_BYTES, FaceSecret, VaultError, closed, opened
from kiosk.faces.template import TemplateKind


@dataclass(frozen=True, kw_only=True)
class SealedTemplate:
    """template: readable with the record's key. wrapped_key: that key, readable with the hall's secret.

    They are kept apart: the one in the database, the other in a file.
    """

    template: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)


def seal(secret: FaceSecret, template: Vector, *, person_id: str, kind: TemplateKind) -> SealedTemplate:
    """Encrypt one template, bound to its person and kind: neither can be exchanged unnoticed.

    412 bytes for 192 numbers; as float16, which costs no accuracy.
    """
    record_key = os.urandom(KEY_BYTES)
    plain = template.astype("<f2").tobytes()
    return SealedTemplate(
        template=closed(record_key, plain, bound_to=f"{person_id} {kind}"),
        wrapped_key=secret.wrap(record_key, person_id),
    )


def unseal(secret: FaceSecret, sealed: SealedTemplate, *, person_id: str, kind: TemplateKind) -> Vector:
    """Decrypt one template, (dim,) float32. Raises VaultError unless all is as it was sealed."""
    record_key = secret.unwrap(sealed.wrapped_key, person_id)
    plain = opened(record_key, sealed.template, bound_to=f"{person_id} {kind}")
    if len(plain) != 2 * kind.dim:
        raise VaultError(f"a template of {kind} has {kind.dim} numbers, not {len(plain) / 2}")
    return kind.restored(np.frombuffer(plain, dtype="<f2").astype(np.float32))
