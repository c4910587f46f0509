"""What commands open: the database, and the registry with every key in use, for those that find persons by number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from passeport_chassis.store import open_engine
from passeport_identity.messaging.events import encode
from passeport_identity.settings import Settings
from passeport_identity.storage.unit_of_work import UnitsOfWork
from passeport_identity.vault.nir_vault import NirVault, load_nir_vault
from passeport_identity.wiring import STORE, key_versions

__all__ = ["opened", "opened_with_keys"]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[UnitsOfWork]:
    """Units of work on the database, which is let go at the end."""
    engine = open_engine(settings, STORE.name)
    try:
        yield UnitsOfWork(engine, encode)
    finally:
        await engine.dispose()


@asynccontextmanager
async def opened_with_keys(settings: Settings) -> AsyncIterator[tuple[UnitsOfWork, NirVault]]:
    """The same, and the vault. Raises SettingsError, before anything is read or written, when a key in use is gone.

    Whom only that key finds would be nobody: an import adds him again, and a merge or a search misses him.
    """
    vault = load_nir_vault(settings.nir_keys_file, settings.nir_index_keys_file)
    engine = open_engine(settings, STORE.name)
    try:
        await key_versions(engine, settings).check()
        yield UnitsOfWork(engine, encode), vault
    finally:
        await engine.dispose()
