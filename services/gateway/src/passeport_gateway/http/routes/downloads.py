"""How the two files of a publication go out, to its holder and to recipients of its shares alike."""

from __future__ import annotations

import base64

from passeport_gateway.domain.file_name import attachment
from passeport_gateway.domain.preconditions import quoted_etag

__all__ = ["CREDENTIAL", "PDF", "credential_name", "document_name", "file_headers"]

PDF, CREDENTIAL = "application/pdf", "application/vc+jwt"


def file_headers(name: str, sha256: str, length: int) -> dict[str, str]:
    """The headers of a download: name, length, version, digest."""
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    return {
        "Content-Disposition": attachment(name),
        "Content-Length": str(length),
        "ETag": quoted_etag(sha256),
        # RFC 9530, and the older header that many clients still look for.
        "Repr-Digest": f"sha-256=:{digest}:",
        "Digest": f"sha-256={digest}",
    }


def document_name(publication_id: str, kind: str) -> str:
    """The name that the PDF of a publication is saved under: by what it is."""
    return f"{kind or 'cv'}-{publication_id[-12:]}.pdf"


def credential_name(publication_id: str, form: str) -> str:
    """The name that a credential is saved under, whatever it is of."""
    return f"credential-{publication_id[-12:]}.{form}"
