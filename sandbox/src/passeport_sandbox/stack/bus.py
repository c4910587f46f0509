"""Who may do what on the bus: each service publishes its own events, reads what it consumes, and nothing else.

Two users per service: the one that serves, and the one that `migrate` uses to make streams and durable consumers.
tests/architecture holds this table against architecture.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from passeport_testing.nats import NatsUser


@dataclass(frozen=True)
class BusRole:
    """What a service has to do with the bus: its stream and subjects, and its durable consumer on other streams."""

    stream: str
    publishes: tuple[str, ...]
    consumes: Mapping[str, str] = field(default_factory=dict)


ROLES: Mapping[str, BusRole] = {
    "identity": BusRole(
        "IDENTITY",
        (
            "passeport.identity.v1.account.activated",
            "passeport.identity.v1.account.closed",
            "passeport.identity.v1.account.reopened",
            "passeport.identity.v1.person.merged",
            "passeport.identity.v1.person.split",
            "passeport.identity.v1.person.renumbered",
            "passeport.identity.v1.person.expired",
            "passeport.identity.v1.death.reported",
            "passeport.identity.v1.death.withdrawn",
            "passeport.identity.v1.platform.removed",
        ),
    ),
    "records": BusRole(
        "RECORDS",
        (
            "passeport.records.v1.entry.registered",
            "passeport.records.v1.entry.corrected",
            "passeport.records.v1.entry.withdrawn",
            "passeport.records.v1.entry.disputed",
            "passeport.records.v1.entry.settled",
            "passeport.records.v1.batch.finished",
        ),
        consumes={"IDENTITY": "records-persons"},
    ),
    "publishing": BusRole(
        "PUBLISHING",
        (
            "passeport.publishing.v1.publication.published",
            "passeport.publishing.v1.publication.revoked",
            "passeport.publishing.v1.publication.superseded",
            "passeport.publishing.v1.share.opened",
        ),
        consumes={
            "RECORDS": "publishing-entry-changes",
            "PREVENTION": "publishing-training-changes",
            "IDENTITY": "publishing-persons",
        },
    ),
    "prevention": BusRole(
        "PREVENTION",
        (
            "passeport.prevention.v1.training.declared",
            "passeport.prevention.v1.trainings.declared",
            "passeport.prevention.v1.training.corrected",
            "passeport.prevention.v1.training.withdrawn",
            "passeport.prevention.v1.training.expiring",
            "passeport.prevention.v1.verification.changed",
            "passeport.prevention.v1.verification.due",
        ),
        consumes={"IDENTITY": "prevention-persons", "RECORDS": "prevention-entries"},
    ),
}


def provisioner(service: str) -> str:
    """Name the user with which a service makes its streams and consumers."""
    return f"{service}-provision"


def users(passwords: Mapping[str, str]) -> dict[str, NatsUser]:
    """Give the users of the bus; `passwords` has one for every user."""
    table: dict[str, NatsUser] = {}
    for service, role in ROLES.items():
        replies = (f"_INBOX_{service}.>",)
        maker = provisioner(service)
        table[service] = NatsUser(passwords[service], _serving(role), replies)
        table[maker] = NatsUser(passwords[maker], _providing(role), replies)
    return table


def _serving(role: BusRole) -> tuple[str, ...]:
    reads = [
        subject
        for stream, durable in role.consumes.items()
        for subject in (
            f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}",
            f"$JS.API.CONSUMER.INFO.{stream}.{durable}",
            f"$JS.ACK.{stream}.{durable}.>",
        )
    ]
    return (*role.publishes, *reads)


def _providing(role: BusRole) -> tuple[str, ...]:
    streams = [f"$JS.API.STREAM.{verb}.{role.stream}" for verb in ("INFO", "CREATE", "UPDATE")]
    consumers = [
        subject
        for stream, durable in role.consumes.items()
        for subject in (
            f"$JS.API.CONSUMER.CREATE.{stream}.{durable}",
            f"$JS.API.CONSUMER.CREATE.{stream}.{durable}.>",
            f"$JS.API.CONSUMER.DURABLE.CREATE.{stream}.{durable}",
            f"$JS.API.CONSUMER.INFO.{stream}.{durable}",
        )
    ]
    return (*streams, *consumers)
