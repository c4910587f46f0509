"""Whose word is taken for the address of a client: that of the proxies which stand before the gateway."""

from __future__ import annotations

from ipaddress import ip_network

__all__ = ["read_proxies"]

_NO_PROXY = "none"


def read_proxies(text: str) -> tuple[str, ...]:
    """Addresses and networks, comma-separated; nothing for `none` and for an empty text. Raises ValueError.

    What is no address is refused, for it would match nobody; so is everybody, who could say any address of himself.
    """
    if text.strip() in {"", _NO_PROXY}:
        return ()
    proxies = tuple(part.strip() for part in text.split(","))
    for proxy in proxies:
        try:
            network = ip_network(proxy)
        except ValueError:
            raise ValueError(
                f"{proxy!r} is not the address or network of a proxy, such as 10.4.0.0/16; {_NO_PROXY}: there is none"
            ) from None
        if network.prefixlen == 0:
            raise ValueError(f"{proxy!r} is everybody, not a proxy: each could say that he has any address")
    return proxies
