"""Partners: the organisations whose machines act with OAuth 2.0 client credentials (RFC 6749 section 4.4)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number

from passeport_identity.domain.partner_role import PartnerRole, check_declarant, check_scopes
from passeport_identity.domain.redirect_uri import check_redirect_uris
from passeport_identity.domain.scopes import PARTNER_SCOPES, PLATFORM_SCOPES, WALLET_SCOPES
from passeport_identity.errors import ScopeNotAllowed

__all__ = ["PartnerClient", "PartnerProof", "PartnerToken", "authentication_methods", "changes_between", "is_client_id"]

_CLIENT_ID = re.compile(r"[a-z][a-z0-9-]{2,62}")
_ID_CLIENT = re.compile(r"[A-Z0-9]{8}")
_ID_CONTRAT = re.compile(r"[A-Z0-9]{1,20}")
_MAX_NAME = 200
_MAX_PURPOSE = 200


def is_client_id(text: str) -> bool:
    """Whether a client could have this id."""
    return _CLIENT_ID.fullmatch(text) is not None


class PartnerProof(StrEnum):
    """By what a client has proved who it is, as caller tokens name it in `acr`."""

    SHARED = "client_secret"
    SIGNED = "private_key_jwt"


def authentication_methods(*, secrets: bool) -> tuple[str, ...]:
    """How clients may prove who they are, by the names of RFC 7591 section 2, the strongest first."""
    return ("private_key_jwt", *(("client_secret_basic", "client_secret_post") if secrets else ()))


def _check_siret(text: str) -> None:
    """Luhn's key, and La Poste's exception: python-stdnum knows both."""
    try:
        canonical = siret_number.validate(text)
    except ValidationError as error:
        raise ValueError("siret: 14 digits with a right key") from error
    if canonical != text:
        raise ValueError("siret: 14 digits, nothing between them")


@dataclass(frozen=True, slots=True)
class PartnerClient:
    """A client of a partner.

    `role` is None for a client of the revision before, which goes on with the scopes that it has. `id_client` is the
    number of eight characters that the Caisse des Dépôts gives a certifier (idClient, « BCR »), `id_contrat` that of
    its contract; empty for others. It proves who it is by a secret, of which `secret_hash` is the slow hash, or by what
    it signs with one of the keys whose public parts `jwks` holds (JWK set as JSON text); each is empty where there is
    none. A client of a body whose professionals sign in has neither scopes nor a proof; nor has one scopes whose scopes
    are all of a later version. A platform and a wallet have the addresses that browsers are sent back to. A platform
    says what it wants the data for; holders read it. A wallet has no proof: no secret is kept on devices of holders.
    """

    client_id: str
    organisation: str
    siret: str
    scopes: frozenset[str]
    id_client: str = ""
    secret_hash: str = field(default="", repr=False)
    jwks: str = field(default="", repr=False)
    role: PartnerRole | None = None
    id_contrat: str = ""
    redirect_uris: tuple[str, ...] = ()
    purpose: str = ""

    def __post_init__(self) -> None:
        if not is_client_id(self.client_id):
            raise ValueError("client_id: 3 to 63 of a-z, 0-9 and hyphen, beginning with a letter")
        if not self.organisation.strip() or len(self.organisation) > _MAX_NAME:
            raise ValueError(f"organisation: a name of 1 to {_MAX_NAME} characters")
        _check_siret(self.siret)
        if self.role is not None:
            check_scopes(self.role, self.scopes)
        elif not self.scopes <= PARTNER_SCOPES:
            raise _no_scopes()
        self._check_numbers()
        self._check_addresses()
        self._check_purpose()

    @property
    def is_platform(self) -> bool:
        """Whether it reads what holders consent to, and asks for nothing by itself."""
        return self.role is PartnerRole.PLATFORM

    @property
    def is_wallet(self) -> bool:
        """Whether a holder takes what he published to it himself: a public client (RFC 6749 section 2.1)."""
        return self.role is PartnerRole.WALLET

    @property
    def asks_holders(self) -> bool:
        """Whether it gets what holders consent to, and nothing by itself."""
        return self.role is not None and self.role.asks_holders

    @property
    def facts(self) -> Mapping[str, str]:
        """What is registered of it, by name. Nothing secret: of each proof a mark that another one would not have."""
        return {
            "organisation": self.organisation,
            "siret": self.siret,
            "role": self.role or "",
            "scopes": " ".join(sorted(self.scopes)),
            "id_client": self.id_client,
            "id_contrat": self.id_contrat,
            "redirect_uris": " ".join(self.redirect_uris),
            "purpose": self.purpose,
            "secret": _mark(self.secret_hash),
            "keys": _mark(self.jwks),
        }

    def check_new(self) -> None:
        """Raises ValueError where it goes on as it was registered before, and is not to be registered now."""
        reads = self.role is not None and self.role.reads
        if not (self.scopes or reads):
            may = {PartnerRole.PLATFORM: PLATFORM_SCOPES, PartnerRole.WALLET: WALLET_SCOPES}
            raise _no_scopes(may.get(self.role, PARTNER_SCOPES) if self.role is not None else PARTNER_SCOPES)
        check_declarant(self.role, self.scopes)

    def _check_numbers(self) -> None:
        numbers = (("id_client", self.id_client), ("id_contrat", self.id_contrat))
        for name, number in numbers:
            if number and self.role not in (None, PartnerRole.CERTIFIER):
                raise ValueError(f"{name}: only a certifier has one")
        if self.id_client and _ID_CLIENT.fullmatch(self.id_client) is None:
            raise ValueError("id_client: 8 capitals and digits")
        if "feed:certifications" in self.scopes and not self.id_client:
            raise ValueError("id_client: a certifier has one")
        if self.id_contrat and _ID_CONTRAT.fullmatch(self.id_contrat) is None:
            raise ValueError("id_contrat: 1 to 20 capitals and digits")

    def _check_addresses(self) -> None:
        if not self.asks_holders:
            if self.redirect_uris:
                raise ValueError("redirect_uris: only a platform or a wallet has one")
            return
        if not self.redirect_uris:
            raise ValueError(f"redirect_uris: a {self.role} has one or more")
        check_redirect_uris(self.redirect_uris)

    def _check_purpose(self) -> None:
        if not self.is_platform:
            if self.purpose:
                raise ValueError("purpose: only a platform has one")
            return
        if not self.purpose.strip() or len(self.purpose) > _MAX_PURPOSE or not self.purpose.isprintable():
            raise ValueError(
                f"purpose: what a platform wants the data for, in 1 to {_MAX_PURPOSE} characters of one line"
            )

    def is_proved_as(self, other: PartnerClient) -> bool:
        """Whether what proves this client proves the other: the same secret and the same keys."""
        return (self.client_id, self.secret_hash, self.jwks) == (other.client_id, other.secret_hash, other.jwks)

    def grant(self, wanted: Iterable[str]) -> frozenset[str]:
        """The scopes that a token gets: those wanted, or all when none is named. Raises ScopeNotAllowed."""
        scopes = frozenset(wanted)
        for scope in sorted(scopes - self.scopes):
            # A scope that is not ours is a stranger's text: it is refused without being repeated.
            raise ScopeNotAllowed(scope if scope in PARTNER_SCOPES | PLATFORM_SCOPES | WALLET_SCOPES else "unknown")
        if not self.scopes:
            raise ScopeNotAllowed("unknown")
        return scopes or self.scopes


def _no_scopes(known: frozenset[str] = PARTNER_SCOPES) -> ValueError:
    return ValueError(f"scopes: one or more of {', '.join(sorted(known))}")


def changes_between(before: PartnerClient | None, now: PartnerClient | None) -> dict[str, tuple[str, str]]:
    """What differs of a client, by name, as it was and as it is; None: it is not registered."""
    was, is_now = (client.facts if client is not None else {} for client in (before, now))
    changes = {name: (was.get(name, ""), is_now.get(name, "")) for name in [*was, *is_now]}
    return {name: change for name, change in changes.items() if change[0] != change[1]}


def _mark(proof: str) -> str:
    return hashlib.sha256(proof.encode()).hexdigest()[:12] if proof else ""


@dataclass(frozen=True, slots=True)
class PartnerToken:
    """What an access token of a partner allows, and what it was given for; its secret is kept only as a digest."""

    digest: bytes = field(repr=False)
    client_id: str
    scopes: frozenset[str]
    expires_at: datetime
    proof: PartnerProof = PartnerProof.SHARED
