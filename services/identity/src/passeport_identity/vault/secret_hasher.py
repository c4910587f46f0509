"""Hashes partners' client secrets with scrypt (RFC 7914), so that a copy of the table is of no use.

Secrets are 256 random bits that we make ourselves; the cost guards against an operator who chooses one by hand.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

__all__ = ["SecretHasher"]

_SALT_BYTES = 16
_HASH_BYTES = 32
_MAX_SECRET = 256
# Each takes 32 MiB and a core: a flood of them must leave threads, memory and cores to sign-ins.
_AT_ONCE = 2

T = TypeVar("T")


class SecretHasher:
    """Makes and checks hashes of the form `scrypt$n$r$p$salt$hash`; a check takes its costs from the hash."""

    def __init__(self, *, n: int = 2**15, r: int = 8, p: int = 1) -> None:
        self._costs = (n, r, p)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="scrypt")
        self._turns = asyncio.Semaphore(_AT_ONCE)
        began = time.perf_counter()
        self._hash(secrets.token_urlsafe())
        self._usual = time.perf_counter() - began

    async def hash(self, secret: str) -> str:
        """Hashes a secret, off the event loop: it takes tens of milliseconds on purpose."""
        return await self._in_turn(partial(self._hash, secret))

    async def verify(self, secret: str, kept: str | None) -> bool:
        """Whether a secret fits a hash. Without a hash it waits about as long and says no, at no cost: unknown clients

        do not show, and made-up ones take no turn from those that are known.
        """
        if kept is None or len(secret) > _MAX_SECRET:
            await asyncio.sleep(self._usual)
            return False
        return await self._in_turn(partial(_fits, secret, kept))

    async def _in_turn(self, work: Callable[[], T]) -> T:
        """Runs in a thread of its own kind, few at once: whoever gives up waiting leaves no work behind."""
        async with self._turns:
            began = time.perf_counter()
            done = await asyncio.get_running_loop().run_in_executor(self._threads, work)
            self._usual = time.perf_counter() - began
            return done

    def _hash(self, secret: str) -> str:
        salt = secrets.token_bytes(_SALT_BYTES)
        n, r, p = self._costs
        return f"scrypt${n}${r}${p}${_encode(salt)}${_encode(_scrypt(secret, salt, n, r, p))}"


def _fits(secret: str, kept: str) -> bool:
    _, n, r, p, salt, made = kept.split("$")
    again = _scrypt(secret, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(again, base64.b64decode(made))


def _scrypt(secret: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # OpenSSL wants to be told how much memory it may take: 128·n·r, and some more for itself.
    memory = 130 * n * r + 1024 * 1024
    return hashlib.scrypt(secret.encode(), salt=salt, n=n, r=r, p=p, maxmem=memory, dklen=_HASH_BYTES)


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()
