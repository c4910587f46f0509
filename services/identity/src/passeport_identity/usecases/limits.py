"""What an operator may set of the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from passeport_identity.domain.account import ActivationLimit
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.authorization import PlatformLifetimes
from passeport_identity.domain.consultation import ConsultationLimit
from passeport_identity.domain.session import SessionLifetimes

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The level asked at sign-in, lifetimes, the lock of an activation, whether partners may have secrets."""

    assurance: Assurance
    login: timedelta
    session: SessionLifetimes
    professional_session: SessionLifetimes
    consultation: ConsultationLimit
    partner_token: timedelta
    platform_token: PlatformLifetimes
    partner_secrets: bool
    activation: ActivationLimit
