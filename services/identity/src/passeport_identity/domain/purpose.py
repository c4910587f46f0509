"""Why a professional may read a passport: a closed list, each purpose with its article and the bodies that have it.

The law gives the recipients the data « dans le cadre de leurs missions » (Code du travail L6323-8 III, R6323-35 III): a
purpose that is no mission of the body is refused, and the holder reads it beside the access.
"""

from __future__ import annotations

from dataclasses import dataclass

from passeport_identity.domain.partner_role import PartnerRole

__all__ = ["Purpose", "purpose_of", "purposes_of"]


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose: what programs call it, what the holder reads, the mission that it is part of, and whose that is."""

    code: str
    label: str
    basis: str
    roles: frozenset[PartnerRole]

    @property
    def in_words(self) -> str:
        """What the holder reads beside the access."""
        return f"{self.label} ({self.basis} ; R6323-35 III du code du travail)"


_CEP = frozenset({PartnerRole.CEP_BODY, PartnerRole.FRANCE_TRAVAIL, PartnerRole.MISSION_LOCALE})
_PURPOSES = {
    purpose.code: purpose
    for purpose in (
        Purpose("professional-guidance", "Conseil en évolution professionnelle", "L6111-6", _CEP),
        Purpose(
            "return-to-work",
            "Accompagnement vers l’emploi",
            "L5312-1",
            frozenset({PartnerRole.FRANCE_TRAVAIL}),
        ),
        Purpose(
            "integration-of-young-people",
            "Accompagnement des jeunes vers l’insertion professionnelle et sociale",
            "L5314-2",
            frozenset({PartnerRole.MISSION_LOCALE}),
        ),
        Purpose(
            "oversight-of-training",
            "Mission de France compétences sur la formation professionnelle",
            "L6123-5",
            frozenset({PartnerRole.FRANCE_COMPETENCES}),
        ),
    )
}


def purposes_of(role: PartnerRole) -> tuple[Purpose, ...]:
    """The purposes that professionals of such a body may state."""
    return tuple(purpose for purpose in _PURPOSES.values() if role in purpose.roles)


def purpose_of(code: str, role: PartnerRole) -> Purpose:
    """Reads a purpose that a professional states. Raises ValueError, naming those of his body."""
    purpose = _PURPOSES.get(code)
    if purpose is None or role not in purpose.roles:
        raise ValueError(f"must be one of {', '.join(each.code for each in purposes_of(role))}")
    return purpose
