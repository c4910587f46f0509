"""Where everything listens: one block of ports in a row, so that one number says where all of it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

STORES = ("identity", "records", "publishing", "prevention")
SERVICES = (*STORES, "gateway")

# Gateway, FranceConnect, PostgreSQL, NATS and its monitor, gRPC, admin, ProConnect, and the supervisor's own.
BLOCK = 5 + len(STORES) + len(SERVICES) + 2


@dataclass(frozen=True)
class Addresses:
    """The loopback ports of one stack, and the addresses that outsiders use."""

    gateway: int
    franceconnect: int
    postgres: int
    nats: int
    nats_monitor: int
    grpc: Mapping[str, int]
    admin: Mapping[str, int]
    proconnect: int
    supervisor: int

    @classmethod
    def block(cls, first: int) -> Self:
        """Give the ports in a row from `first` on."""
        gateway, franceconnect, postgres, nats, nats_monitor, *others, proconnect, supervisor = range(
            first, first + BLOCK
        )
        return cls(
            gateway=gateway,
            franceconnect=franceconnect,
            postgres=postgres,
            nats=nats,
            nats_monitor=nats_monitor,
            grpc=dict(zip(STORES, others[: len(STORES)], strict=True)),
            admin=dict(zip(SERVICES, others[len(STORES) :], strict=True)),
            proconnect=proconnect,
            supervisor=supervisor,
        )

    @property
    def base_url(self) -> str:
        """The gateway, as a browser or a partner sees it."""
        return f"http://localhost:{self.gateway}"

    @property
    def issuer(self) -> str:
        """The FranceConnect sandbox."""
        return f"http://localhost:{self.franceconnect}/api/v2"

    @property
    def plus_issuer(self) -> str:
        """The FranceConnect+ sandbox, beside the other."""
        return f"http://localhost:{self.franceconnect}/plus/api/v2"

    @property
    def proconnect_issuer(self) -> str:
        """The ProConnect sandbox."""
        return f"http://localhost:{self.proconnect}/api/v2"

    def target(self, service: str) -> str:
        """Where one service calls another."""
        return f"dns:///localhost:{self.grpc[service]}"

    def admin_url(self, service: str) -> str:
        """The probes and metrics of a service."""
        return f"http://127.0.0.1:{self.admin[service]}"

    def services(self) -> list[int]:
        """The ports that children of the supervisor listen on."""
        return [port for port in self.ports().values() if port != self.supervisor]

    def ports(self) -> dict[str, int]:
        """Every port with the name of what listens there."""
        return {
            "gateway": self.gateway,
            "franceconnect": self.franceconnect,
            "PostgreSQL": self.postgres,
            "NATS": self.nats,
            "NATS monitor": self.nats_monitor,
            **{f"{name} gRPC": port for name, port in self.grpc.items()},
            **{f"{name} admin": port for name, port in self.admin.items()},
            "proconnect": self.proconnect,
            "supervisor": self.supervisor,
        }
