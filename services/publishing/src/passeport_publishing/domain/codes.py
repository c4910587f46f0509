"""Verification codes: 80 random bits in Crockford's base 32, printed as `K7QF-2M9X-PD4T-W6HA`."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_GROUP = 4
BLANK = "0" * LENGTH
"""Stands in a preview where a code will be; it is nobody's, and verifying it says so."""
# What people read wrongly from paper.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u2011": None, "\u00a0": None})


def new_code() -> str:
    """Draws a code, as stored: without hyphens."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def print_code(code: str) -> str:
    """Writes a code in groups of four."""
    return "-".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def verification_address(base_url: str, code: str) -> str:
    """The page that tells what stands behind a code, as printed in QR codes: for good, like the codes themselves."""
    return f"{base_url}/verify/{code}"


def read_code(text: str) -> str | None:
    """Reads a code as people type it; None when it cannot be one."""
    if len(text) > LENGTH * 4:
        return None
    code = text.strip().upper().translate(_MISREAD)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
