"""Where everything listens: the ports that people know, or free ones so that two stacks never meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from passeport_testing.ports import free_ports

STORES = ("identity", "records", "publishing", "prevention")
SERVICES = (*STORES, "gateway")


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

    @classmethod
    def known(cls) -> Self:
        """Give the ports of `make run`."""
        return cls(
            gateway=8080,
            franceconnect=8081,
            postgres=54320,
            nats=42220,
            nats_monitor=42221,
            grpc={"identity": 50051, "records": 50052, "publishing": 50053, "prevention": 50054},
            admin={"gateway": 9100, "identity": 9101, "records": 9102, "publishing": 9103, "prevention": 9104},
        )

    @classmethod
    def free(cls) -> Self:
        """Give ports that nobody listens on."""
        first, second, third, fourth, fifth, *others = free_ports(5 + len(STORES) + len(SERVICES))
        return cls(
            gateway=first,
            franceconnect=second,
            postgres=third,
            nats=fourth,
            nats_monitor=fifth,
            grpc=dict(zip(STORES, others[: len(STORES)], strict=True)),
            admin=dict(zip(SERVICES, others[len(STORES) :], strict=True)),
        )

    @property
    def base_url(self) -> str:
        """The gateway, as a browser or a partner sees it."""
        return f"http://localhost:{self.gateway}"

    @property
    def issuer(self) -> str:
        """The FranceConnect sandbox."""
        return f"http://localhost:{self.franceconnect}/api/v2"

    def target(self, service: str) -> str:
        """Where one service calls another."""
        return f"dns:///localhost:{self.grpc[service]}"

    def admin_url(self, service: str) -> str:
        """The probes and metrics of a service."""
        return f"http://127.0.0.1:{self.admin[service]}"

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
        }
