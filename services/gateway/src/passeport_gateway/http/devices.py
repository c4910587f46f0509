"""What a browser says of itself, in two words: for a holder to know his sessions by, and for nothing else."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from ua_parser import parse_os, parse_user_agent

__all__ = ["device_of"]

# What follows tells nothing more, and takes time to read.
_LONGEST_READ = 256


async def device_of(request: Request) -> str:
    """Browser and system, without versions: `Firefox, Linux`; one of them or nothing when it does not say."""
    return await asyncio.to_thread(_device, request.headers.get("user-agent", "")[:_LONGEST_READ])


def _device(user_agent: str) -> str:
    named = (parse_user_agent(user_agent), parse_os(user_agent))
    return ", ".join(each.family for each in named if each is not None)
