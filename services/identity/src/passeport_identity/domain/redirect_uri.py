"""Where a platform may have the browser of a holder sent back to (RFC 6749 section 3.1.2, RFC 9700 section 2.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from passeport_identity.domain.addresses import is_safe_address

__all__ = ["MOST_URIS", "check_redirect_uris"]

MOST_URIS = 10
_LONGEST = 400
# What an address is made of (RFC 3986), without user and fragment: `@` would name a user, `#` begins a fragment.
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)


def check_redirect_uris(uris: Sequence[str]) -> None:
    """Raises ValueError on more of them than a client needs, and on one to which no code may be sent.

    They are compared letter by letter, so each is written as the platform will write it: there are no wildcards.
    """
    if len(uris) > MOST_URIS or len(set(uris)) != len(uris):
        raise ValueError(f"redirect_uris: at most {MOST_URIS}, each once")
    for uri in uris:
        if len(uri) > _LONGEST or _ADDRESS.fullmatch(uri) is None or not is_safe_address(uri):
            raise ValueError(
                f"redirect_uris: {uri[:_LONGEST]!r} is not a whole https address (http on loopback), "
                f"without user, fragment or wildcard, of at most {_LONGEST} characters"
            )
