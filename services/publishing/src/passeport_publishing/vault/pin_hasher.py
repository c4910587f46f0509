"""Hashes the PINs of shares with scrypt (RFC 7914), so that a copy of the table does not tell them at once.

A PIN has few digits: what protects it is that five wrong ones shut the share. The cost slows down whoever has a copy.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

__all__ = ["PinHasher"]

_SALT_BYTES = 16
_HASH_BYTES = 32
# Each takes 32 MiB and a core: a flood of them must leave threads, memory and cores to whoever publishes and verifies.
_AT_ONCE = 2

T = TypeVar("T")


class PinHasher:
    """Makes and checks hashes of the form `scrypt$n$r$p$salt$hash`; a check takes its costs from the hash."""

    def __init__(self, *, n: int = 2**15, r: int = 8, p: int = 1) -> None:
        self._costs = (n, r, p)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="scrypt")
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, pin: str) -> str:
        """Hashes a PIN, off the event loop: it takes tens of milliseconds on purpose."""
        return await self._in_turn(partial(_hash, pin, *self._costs))

    async def fits(self, pin: str, kept: str) -> bool:
        """Whether a PIN is the one of a hash; compared in constant time."""
        return await self._in_turn(partial(_fits, pin, kept))

    async def _in_turn(self, work: Callable[[], T]) -> T:
        """Runs in a thread of its own kind, few at once: whoever gives up waiting leaves no work behind."""
        async with self._turns:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _hash(pin: str, n: int, r: int, p: int) -> str:
    salt = secrets.token_bytes(_SALT_BYTES)
    parts = (base64.b64encode(part).decode() for part in (salt, _scrypt(pin, salt, n, r, p)))
    return "$".join(("scrypt", str(n), str(r), str(p), *parts))


def _fits(pin: str, kept: str) -> bool:
    _, n, r, p, salt, made = kept.split("$")
    again = _scrypt(pin, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(again, base64.b64decode(made))


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # OpenSSL wants to be told how much memory it may take: 128·n·r, and some more for itself.
    memory = 130 * n * r + 1024 * 1024
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=memory, dklen=_HASH_BYTES)
