"""What a partner is to the passport, and what a client of such an organisation may be given.

Least privilege by construction: a role says which scopes its clients may have at all, and a registration that asks for
another is refused by name. The bodies that the law lets read without consent (Code du travail R6323-35 III) have none:
no machine of theirs reads a passport, their professionals sign in, one by one and for a purpose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from passeport_identity.domain.scopes import PARTNER_SCOPES, PLATFORM_SCOPES, WALLET_SCOPES

__all__ = ["READING_ROLES", "PartnerRole", "check_declarant", "check_scopes", "known_scopes"]

_EVERY_EMPLOYER = "dsn:every-employer"


class PartnerRole(StrEnum):
    """The role of an organisation.

    `employer` declares for its own SIREN, be it by the software of a vendor. `dsn-redistribution` passes on what all
    employers declared (GIP-MDS). `training-body` is also who sends for
    them, and for bodies of engagement: Mon Compte Formation, Agora. `education` is who awards diplomas:
    ministries, rectorats, universities, schools.
    `platform` is whose software reads what a holder published, once he has consented. `wallet` is who makes the
    software that a holder takes it to himself.
    """

    CERTIFIER = "certifier"
    EMPLOYER = "employer"
    DSN_REDISTRIBUTION = "dsn-redistribution"
    TRAINING_BODY = "training-body"
    EDUCATION = "education"
    FRANCE_TRAVAIL = "france-travail"
    FRANCE_COMPETENCES = "france-competences"
    CEP_BODY = "cep-body"
    MISSION_LOCALE = "mission-locale"
    PLATFORM = "platform"
    WALLET = "wallet"

    @classmethod
    def parse(cls, text: str) -> PartnerRole:
        """Reads a role. Raises ValueError, naming them all."""
        try:
            return cls(text)
        except ValueError:
            raise ValueError(f"role: one of {', '.join(cls)}") from None

    @classmethod
    def known(cls, kept: str) -> PartnerRole | None:
        """The role that is kept of a client; None where it has none, or one of a later version."""
        return cls(kept) if kept in set(cls) else None

    @property
    def reads(self) -> bool:
        """Whether its professionals may read passports without the holder's consent (R6323-35 III)."""
        return self in READING_ROLES

    @property
    def asks_holders(self) -> bool:
        """Whether its clients send a holder here and get what he consents to, and nothing by themselves."""
        return self in (PartnerRole.PLATFORM, PartnerRole.WALLET)


READING_ROLES = frozenset(
    {PartnerRole.FRANCE_TRAVAIL, PartnerRole.FRANCE_COMPETENCES, PartnerRole.CEP_BODY, PartnerRole.MISSION_LOCALE}
)

_SCOPES = {
    PartnerRole.CERTIFIER: frozenset({"feed:certifications"}),
    PartnerRole.EMPLOYER: frozenset({"feed:dsn", "prevention:declare", "prevention:read"}),
    PartnerRole.DSN_REDISTRIBUTION: frozenset({"feed:dsn", _EVERY_EMPLOYER}),
    PartnerRole.TRAINING_BODY: frozenset({"feed:trainings", "prevention:declare"}),
    PartnerRole.EDUCATION: frozenset({"feed:diplomas"}),
    PartnerRole.PLATFORM: PLATFORM_SCOPES,
    PartnerRole.WALLET: WALLET_SCOPES,
    **dict.fromkeys(READING_ROLES, frozenset()),
}
# Whoever sends something answers who contests it.
_ANSWERS = frozenset({"disputes:answer"})


def _allowed(role: PartnerRole) -> frozenset[str]:
    sends = not role.reads and not role.asks_holders
    return _SCOPES[role] | _ANSWERS if sends else _SCOPES[role]


def known_scopes(role: PartnerRole | None, kept: Iterable[str]) -> frozenset[str]:
    """Of the scopes that are kept of a client, those that this version knows and lets a client of the role have.

    Others were given by a later version, beside which this one runs while it is rolled out or back.
    """
    return frozenset(kept) & (PARTNER_SCOPES if role is None else _allowed(role))


def check_declarant(role: PartnerRole | None, scopes: Collection[str]) -> None:
    """Raises ValueError on a client that is to declare for every employer and is no redistribution of the DSN."""
    if _EVERY_EMPLOYER not in scopes:
        return
    if role is not PartnerRole.DSN_REDISTRIBUTION:
        raise ValueError(f"role: {PartnerRole.DSN_REDISTRIBUTION}, without which no client has {_EVERY_EMPLOYER}")
    if "feed:dsn" not in scopes:
        raise ValueError(f"scopes: feed:dsn too, without which {_EVERY_EMPLOYER} lets it send nothing")


def check_scopes(role: PartnerRole, scopes: Iterable[str]) -> None:
    """Raises ValueError on the first scope that no client of this role may have, naming those that it may."""
    allowed = _allowed(role)
    for scope in sorted(frozenset(scopes) - allowed):
        may = f"may have {' '.join(sorted(allowed))}" if allowed else "reads through its professionals, who sign in"
        raise ValueError(f"scopes: {scope} is not for a {role}, which {may}")
