"""`revoke-publication`: the issuer takes a publication back, for good."""

from __future__ import annotations

import argparse
import sys

from passeport_chassis.clock import system_clock
from passeport_chassis.errors import DomainError
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_publishing.domain.publication import RevocationReason
from passeport_publishing.messaging.events import encode
from passeport_publishing.messaging.streams import ENTRY_CHANGES
from passeport_publishing.settings import Settings
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.revoke_publication import RevokePublication
from passeport_publishing.wiring import STORE

__all__ = ["COMMANDS"]

_NAME_LIMIT = 100


def _operator(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _NAME_LIMIT or not name.isprintable():
        raise argparse.ArgumentTypeError(f"must have 1 to {_NAME_LIMIT} printable characters")
    return name


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("publication", help="its identifier, or its code as printed")
    parser.add_argument("--operator", type=_operator, required=True, help="who does it; the holder may ask")
    parser.add_argument(
        "--reason",
        choices=[reason.value for reason in RevocationReason],
        required=True,
        help="why; the holder reads it",
    )


async def _revoke(settings: Settings, arguments: argparse.Namespace) -> int:
    engine = open_engine(settings, STORE.name)
    try:
        revoke = RevokePublication(UnitsOfWork(engine, ENTRY_CHANGES.name, encode), system_clock)
        reason = RevocationReason(arguments.reason)
        revoked = await revoke(arguments.publication, reason, arguments.operator)
    except DomainError as error:
        sys.stderr.write(f"{error.reason}: {error}\n")
        return 1
    finally:
        await engine.dispose()
    told = revoked.revocation_reason.value if revoked.revocation_reason else ""
    sys.stdout.write(f"{revoked.id} is revoked since {revoked.state_at.isoformat()} ({told})\n")
    sys.stdout.write(f"its status lists say so within {settings.status_list_max_age} s\n")
    return 0


COMMANDS = {"revoke-publication": Command("take a publication back for good", _revoke, _arguments)}
