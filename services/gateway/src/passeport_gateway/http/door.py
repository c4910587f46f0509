"""What every route is given: the services, the limits, how often a client may come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

from passeport.records.v1.source_service_pb2 import SourceFreshness
from passeport_gateway.domain.addresses import origin_of
from passeport_gateway.http.ports import Services
from passeport_gateway.usecases.shared_answer import SharedAnswer

__all__ = ["Door", "Options", "Rates"]

_MIB = 1024 * 1024
_SOURCES_SECONDS = 60.0
"""Age at which the freshness of sources is asked for anew: files come by the hour, and silence is told in days."""


@dataclass(frozen=True, slots=True)
class Options:
    """Plain values from the settings."""

    public_base_url: str
    cors_origins: tuple[str, ...] = ()
    max_concurrent: int = 500
    json_max_bytes: int = 64 * 1024
    document_max_bytes: int = 10 * _MIB
    document_max_concurrent: int = 16
    feed_max_concurrent: int = 32
    feed_max_concurrent_per_client: int = 4
    feed_max_bytes: int = 200 * _MIB
    feed_least_rate: int = 62_500
    body_idle_seconds: float = 30.0
    body_seconds: float = 60.0
    part_seconds: float = 3.0
    events_max_concurrent: int = 200
    events_every_seconds: float = 3.0
    rate_oauth: str = "60/minute"
    rate_oauth_address: str = "300/minute"
    rate_sign_in: str = "120/minute"
    rate_activation: str = "10/minute"
    rate_activation_address: str = "60/minute"
    rate_professional: str = "120/minute"
    rate_professional_address: str = "1200/minute"
    rate_consultation: str = "10/minute"
    rate_export: str = "20/hour"
    rate_link: str = "120/minute"
    rate_link_opening: str = "20/minute"
    rate_platform: str = "600/minute"
    rate_platform_client: str = "600/minute"
    rate_verification: str = "120/minute"
    rate_status_list: str = "600/minute"

    @property
    def known_origins(self) -> frozenset[str]:
        """Origins whose pages may send requests that change something."""
        return frozenset({origin_of(self.public_base_url), *self.cors_origins})


class Rates:
    """How often a client may come; counted in this process only, a net under the limits of the ingress."""

    def __init__(self, options: Options) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._items = {
            "token": parse(options.rate_oauth),
            # Whatever client it names: each wrong secret costs identity a slow hash.
            "token-address": parse(options.rate_oauth_address),
            "sign-in": parse(options.rate_sign_in),
            "activation": parse(options.rate_activation),
            "activation-address": parse(options.rate_activation_address),
            "professional": parse(options.rate_professional),
            "professional-address": parse(options.rate_professional_address),
            "consultation": parse(options.rate_consultation),
            "export": parse(options.rate_export),
            "link": parse(options.rate_link),
            "link-opening": parse(options.rate_link_opening),
            "platform": parse(options.rate_platform),
            "platform-client": parse(options.rate_platform_client),
            "verification": parse(options.rate_verification),
            "status-list": parse(options.rate_status_list),
        }

    async def over(self, what: str, *who: str) -> float | None:
        """Counts a request. None while it is within the limit, else the moment (epoch) at which the next may come."""
        item = self._items[what]
        if await self._limiter.hit(item, what, *who):
            return None
        return (await self._limiter.get_window_stats(item, what, *who)).reset_time


@dataclass(frozen=True, slots=True)
class Door:
    """What every route is given."""

    services: Services
    options: Options
    rates: Rates
    sources: SharedAnswer[Sequence[SourceFreshness]]
    """How far each source of records has got, which is the same for every holder."""
    known_origins: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, services: Services, options: Options) -> Door:
        """A door over some services."""
        sources = SharedAnswer(lambda: services.records.sources(within=options.part_seconds), _SOURCES_SECONDS)
        return cls(services, options, Rates(options), sources, options.known_origins)
