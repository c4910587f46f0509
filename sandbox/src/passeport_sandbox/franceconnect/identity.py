"""The identity that FranceConnect sends, corrected against the register of INSEE, and FranceConnect+ as it came."""

import base64
import hashlib
from collections.abc import Iterable

from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.scopes import claims_of
from passeport_sandbox.personas import FRANCE, Persona

Claim = str | list[str]

IDENTITY_PROVIDER = "sandbox"

_ADDED = frozenset({"given_name_array", "idp_birthdate", "idp_id"})


def released_claims(persona: Persona, scopes: Iterable[str], *, corrected: bool = True) -> dict[str, Claim]:
    """Return the claims about the person that these scopes release; the usage name may be absent.

    `corrected` is INSEE's word (FranceConnect), else it is the identity provider's (FranceConnect+), without the claims
    that FranceConnect adds.
    """
    known = _identity(persona)
    if not corrected:
        known |= {"birthdate": persona.birthdate}
        known = {name: claim for name, claim in known.items() if name not in _ADDED}
    return {name: known[name] for name in claims_of(scopes) if name in known}


def subject(persona: Persona, client: Client, secret: str) -> str:
    """Return the pairwise `sub` (OIDC Core 8.1): 64 hexadecimal digits and `v1`.

    It hangs on the civil identity, so a corrected name changes it; and on the entity behind the service.
    """
    corrected = _identity(persona)
    parts = [str(corrected[name]) for name in ("given_name", "family_name", "birthdate", "gender")]
    if persona.birthcountry == FRANCE:
        parts.append(str(corrected["birthplace"]))
    parts.append(persona.birthcountry)
    identity_hash = base64.b64encode(hashlib.sha256("".join(parts).encode()).digest()).decode()
    return hashlib.sha256(f"{client.sector}{identity_hash}{secret}".encode()).hexdigest() + "v1"


def _identity(persona: Persona) -> dict[str, Claim]:
    claims: dict[str, Claim] = {
        "given_name": " ".join(persona.given_names),
        "given_name_array": list(persona.given_names),
        "family_name": persona.family_name,
        "birthdate": persona.corrected_birthdate.isoformat(),
        "idp_birthdate": persona.birthdate,
        "gender": persona.gender,
        "birthplace": persona.birthplace or "",
        "birthcountry": persona.birthcountry,
        "email": persona.email,
        "idp_id": IDENTITY_PROVIDER,
    }
    if persona.preferred_username is not None:
        claims["preferred_username"] = persona.preferred_username
    return claims
