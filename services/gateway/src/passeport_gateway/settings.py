"""Settings of the gateway, from the environment and from files."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from limits import parse
from pydantic import Field, field_validator

from passeport_chassis.settings import ServiceSettings
from passeport_gateway.domain.addresses import origin_of
from passeport_gateway.domain.proxies import read_proxies

__all__ = ["Settings"]

_MIB = 1024 * 1024


class Settings(ServiceSettings):
    """What the gateway is told at its start; the README has the same list in words."""

    http_listen: str = Field("0.0.0.0:8080", description="host:port of the HTTP server.")
    public_base_url: str = Field(description="Address of the gateway as outsiders see it, without a path.")
    tls_cert_file: Path = Field(description="PEM certificate of the gateway, chain included.")
    tls_key_file: Path = Field(description="PEM private key of the gateway.")
    tls_ca_file: Path = Field(description="PEM certificates of the authorities of the other services.")
    identity_target: str = Field(description="gRPC target of identity, for example dns:///identity:50051.")
    records_target: str = Field(description="gRPC target of records.")
    publishing_target: str = Field(description="gRPC target of publishing.")
    prevention_target: str = Field(description="gRPC target of prevention.")

    cors_origins: str = Field("", description="Origins of front ends on other hosts or ports, comma-separated.")
    trusted_proxies: str = Field(
        "", description="Addresses and networks of proxies whose X-Forwarded-For is believed; none: there is no proxy."
    )
    http_max_concurrent: int = Field(500, ge=1, description="Requests served at once; more get 503.")
    json_max_bytes: int = Field(64 * 1024, ge=1024, description="Largest JSON or form body.")
    document_max_bytes: int = Field(10 * _MIB, ge=1024, le=10 * _MIB, description="Largest document to verify.")
    document_max_concurrent: int = Field(16, ge=1, description="Documents held for verification at once.")
    feed_max_bytes: int = Field(200 * _MIB, ge=1024, description="Largest file of a feed.")
    feed_max_concurrent: int = Field(32, ge=1, description="Files of feeds that come at once, and as many reports.")
    feed_max_concurrent_per_client: int = Field(
        4, ge=1, description="Files of feeds that one partner sends at once, and as many reports."
    )
    feed_least_rate: int = Field(
        62_500, ge=0, description="Bytes a second, on average, at which a feed comes and a report is read; 0: any."
    )
    body_seconds: float = Field(60.0, gt=0, le=600, description="Longest time for a whole body that is not a feed.")
    body_idle_seconds: float = Field(30.0, gt=0, description="Longest wait for the next piece of a body.")
    part_seconds: float = Field(3.0, gt=0, description="Longest wait for one part of the passport; then it is a gap.")
    events_max_concurrent: int = Field(200, ge=1, description="Pages that hear of news at once; more get 503.")
    events_every_seconds: float = Field(3.0, ge=0.05, le=60, description="How often a page's news are asked for.")

    rate_oauth: str = Field("60/minute", description="POST /oauth/token, per client address and client.")
    rate_oauth_address: str = Field(
        "300/minute", description="POST /oauth/token, per client address, whatever client it names."
    )
    rate_verification: str = Field("120/minute", description="Verifications by anyone, per client address.")
    rate_status_list: str = Field("600/minute", description="GET /status-lists/…, per client address.")
    rate_sign_in: str = Field("120/minute", description="Sign-ins of each kind, and callbacks, per client address.")
    rate_activation: str = Field("10/minute", description="POST /api/v1/account/activation, per session.")
    rate_activation_address: str = Field(
        "60/minute", description="POST /api/v1/account/activation, per client address, whatever session it has."
    )

    rate_professional: str = Field("120/minute", description="Whatever a professional asks, per session.")
    rate_professional_address: str = Field(
        "1200/minute", description="Whatever professionals ask, per client address, whatever session it has."
    )
    rate_consultation: str = Field("10/minute", description="POST /professionals/v1/consultations, per session.")

    rate_export: str = Field("20/hour", description="GET /api/v1/passport/export and its other forms, per session.")

    rate_link: str = Field(
        "120/minute", description="Whatever is asked of links of shares, and by wallets, per client address."
    )
    rate_link_opening: str = Field(
        "20/minute", description="Openings of links, offers to wallets redeemed, and tries of PINs, per client address."
    )

    rate_platform: str = Field("600/minute", description="GET /platforms/v1/publication, per client address.")
    rate_platform_client: str = Field(
        "600/minute", description="GET /platforms/v1/publication, per platform, wherever it comes from."
    )

    @field_validator("public_base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        split = urlsplit(value)
        if split.scheme not in {"http", "https"} or not split.netloc or split.path.strip("/") or split.query:
            raise ValueError("must be http(s)://host[:port] and nothing after")
        return value.rstrip("/")

    @field_validator("tls_cert_file", "tls_key_file", "tls_ca_file")
    @classmethod
    def _readable(cls, value: Path) -> Path:
        if not os.access(value, os.R_OK):
            raise ValueError(f"the file {str(value)!r} cannot be read")
        return value

    @field_validator(
        "rate_oauth",
        "rate_oauth_address",
        "rate_sign_in",
        "rate_activation",
        "rate_activation_address",
        "rate_professional",
        "rate_professional_address",
        "rate_consultation",
        "rate_export",
        "rate_link",
        "rate_link_opening",
        "rate_platform",
        "rate_platform_client",
        "rate_verification",
        "rate_status_list",
    )
    @classmethod
    def _rate(cls, value: str) -> str:
        try:
            parse(value)
        except ValueError:
            raise ValueError("must be a rate, for example 60/minute") from None
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in filter(None, (part.strip() for part in value.split(","))):
            # Compared letter by letter with what browsers send, and with the addresses that sign-ins lead back to.
            try:
                written = origin_of(origin)
            except ValueError:
                written = ""
            if urlsplit(origin).scheme not in {"http", "https"} or written != origin:
                raise ValueError(f"{origin!r} is not an origin as browsers write it, for example https://front.example")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        read_proxies(value)
        return value

    @property
    def trusted_proxy_list(self) -> list[str]:
        """The proxies one by one."""
        return list(read_proxies(self.trusted_proxies))

    @property
    def cors_origin_list(self) -> list[str]:
        """The origins one by one."""
        return [part.strip() for part in self.cors_origins.split(",") if part.strip()]
