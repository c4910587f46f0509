"""The books of a suite: what the databases, the outboxes and the bus say must agree, whatever was killed meanwhile."""

from dataclasses import dataclass

from passeport.records.v1.events_pb2 import EntryRegistered
from passeport_sandbox.stack.addresses import STORES
from passeport_sandbox.stack.bus import ROLES
from passeport_sandbox.stack.stack import Stack
from tests.architecture.house import HOUSE
from tests.waiting import until

_NOTES_FEW = "prevention-entries"


@dataclass(frozen=True)
class Books:
    """Reads the books."""

    stack: Stack

    def count(self, service: str, what: str) -> int:
        """Count rows: `what` follows FROM."""
        return int(self.stack.sql(service, f"SELECT count(*) FROM {what}"))

    def waiting(self, service: str) -> int:
        """Events that are not on the bus yet."""
        return self.count(service, "outbox WHERE published_at IS NULL")

    def on_the_bus(self) -> dict[str, int]:
        """Messages of each stream."""
        accounts = self.stack.nats.monitor("/jsz?streams=1&accounts=1").get("account_details", [])
        return {one["name"]: one["state"]["messages"] for account in accounts for one in account["stream_detail"]}

    def close(self) -> None:
        """Wait until nothing waits any more, then check that everything is there once."""
        # What arrives of records makes events of prevention.
        self._published("records")
        self._arrived()
        for service in STORES:
            self._published(service)
        messages = self.on_the_bus()
        for service in STORES:
            written = self.count(service, "outbox")
            assert messages[ROLES[service].stream] == written, f"{service}: events written, messages on the bus"
            given_up = self.stack.sql(service, "SELECT consumer, subject, error FROM dead_letter")
            assert not given_up.strip(), f"{service}: {given_up}"
        self._heard()
        self._entries()
        self._ledger()
        self._publications()

    def _published(self, service: str) -> None:
        until(lambda: self.waiting(service) == 0, f"the outbox of {service} is empty")

    def _heard(self) -> None:
        # Whoever reads a stream has read each event that is for him, once.
        owners = {role.stream: service for service, role in ROLES.items()}
        for reader, role in ROLES.items():
            for stream, durable in role.consumes.items():
                prefix = f"passeport.{owners[stream]}."
                subjects = [each for each in HOUSE["services"][reader]["consumes"] if each.startswith(prefix)]
                assert subjects, durable
                named = ", ".join(f"'{subject}'" for subject in subjects)
                if durable == _NOTES_FEW:
                    continue
                told = self.count(owners[stream], f"outbox WHERE subject IN ({named})")
                self._until_read(reader, durable, told)

    def _arrived(self) -> None:
        # It notes what is marked alone, and forgets the rest at once.
        until(lambda: self._unread(_NOTES_FEW) == 0, f"{_NOTES_FEW} has read all that is for it")
        until(lambda: self.count("prevention", "arrival WHERE wanted_at IS NOT NULL") == 0, "what arrived was read")
        registered = "SELECT encode(data, 'hex') FROM outbox WHERE subject = 'passeport.records.v1.entry.registered'"
        events = (
            EntryRegistered.FromString(bytes.fromhex(line)) for line in self.stack.sql("records", registered).split()
        )
        marked = {event.entry_id for event in events if event.prevention}
        assert marked <= set(self.stack.sql("prevention", "SELECT entry_id FROM arrival").split())

    def _unread(self, durable: str) -> int:
        accounts = self.stack.nats.monitor("/jsz?streams=1&accounts=1&consumers=1")["account_details"]
        consumers = [
            each for one in accounts for stream in one["stream_detail"] for each in stream.get("consumer_detail", ())
        ]
        (found,) = (consumer for consumer in consumers if consumer["name"] == durable)
        return int(found["num_pending"]) + int(found["num_ack_pending"])

    def _until_read(self, reader: str, durable: str, told: int) -> None:
        read = f"inbox WHERE consumer = '{durable}'"
        until(lambda: self.count(reader, read) == told, f"{durable} has read all that is for it")

    def _entries(self) -> None:
        # A change of a guaranteed entry, its step of provenance and its event are one.
        guaranteed = self.count("records", "entry WHERE nature = 'guaranteed'")
        for change in ("registered", "corrected", "withdrawn"):
            steps = self.count("records", f"provenance_step WHERE change = '{change}'")
            events = self.count("records", f"outbox WHERE subject = 'passeport.records.v1.entry.{change}'")
            assert steps == events, change
            if change == "registered":
                assert steps == guaranteed
        ended = self.count("records", "batch WHERE finished_at IS NOT NULL")
        assert self.count("records", "outbox WHERE subject = 'passeport.records.v1.batch.finished'") == ended
        finished = self.stack.sql("records", "SELECT coalesce(sum(accepted), 0) FROM batch WHERE state = 'finished'")
        assert int(finished) == self.count("records", "provenance_step")

    def _ledger(self) -> None:
        # Each version has one leaf, and what the log says is what the database says.
        until(lambda: self.count("records", "ledger_queue") == 0, "every leaf has its place")
        assert self.count("records", "ledger_place") == self.count("records", "provenance_step")
        self.stack.run("records", "verify-log")

    def _publications(self) -> None:
        superseded = self.count("publishing", "outbox WHERE subject LIKE '%.superseded'")
        assert superseded == self.count("publishing", "publication WHERE state = 'superseded'")
        published = self.count("publishing", "outbox WHERE subject LIKE '%.published'")
        assert published == self.count("publishing", "publication")
