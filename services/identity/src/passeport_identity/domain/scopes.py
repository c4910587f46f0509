"""Scopes: what a caller token lets its bearer ask. The policies of the services refer to them by these names."""

from __future__ import annotations

from passeport_identity.domain.account import AccountState

__all__ = ["BODY_SCOPES", "PARTNER_SCOPES", "PLATFORM_SCOPES", "PROFESSIONAL_SCOPES", "WALLET_SCOPES", "holder_scopes"]

_ALWAYS = frozenset({"account:activate"})
_ACTIVATED = frozenset({"passport:read", "passport:write", "passport:publish"})
_CLOSED = frozenset({"account:reopen"})

PARTNER_SCOPES = frozenset(
    {
        "disputes:answer",
        "dsn:every-employer",
        "feed:certifications",
        "feed:diplomas",
        "feed:dsn",
        "feed:trainings",
        "prevention:declare",
        "prevention:read",
    }
)

# Of tokens that a holder consented to: kinds of data of one publication.
PLATFORM_SCOPES = frozenset(
    {"cv:awards", "cv:credential", "cv:declared", "cv:employment", "cv:identity", "cv:trainings"}
)

# What a holder lets a wallet take: a publication of a kind. They ask for it, and are in no token of ours.
WALLET_SCOPES = frozenset({"wallet:attestation", "wallet:cv"})

# Of a caller token that speaks of one person and one purpose.
PROFESSIONAL_SCOPES = frozenset({"passport:consult"})

# Of a caller token of a professional about nobody: what holders showed his body.
BODY_SCOPES = frozenset({"passport:shared"})


def holder_scopes(state: AccountState) -> frozenset[str]:
    """The scopes of a holder: the passport stays shut until the account is active, and once it is closed."""
    match state:
        case AccountState.INACTIVE:
            return _ALWAYS
        case AccountState.ACTIVE:
            return _ALWAYS | _ACTIVATED
        case AccountState.CLOSED:
            return _CLOSED
