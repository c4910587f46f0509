"""Records: what holders contest, and what the one certifier that there is answers."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakes.attachments import DOMAIN
from fakes.exports import FakeExports
from fakes.refusals import refusal
from passeport.records.v1 import dispute_service_pb2 as pb
from passeport.records.v1.dispute_service_pb2_grpc import DisputeServiceServicer, SourceDisputeServiceServicer
from passeport.records.v1.entry_pb2 import NATURE_GUARANTEED, Entry, Organisation
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import current_caller

__all__ = ["FakeDisputes"]

_MOMENT = 1_795_000_000


@dataclass(slots=True)
class FakeDisputes(FakeExports, DisputeServiceServicer, SourceDisputeServiceServicer):
    contested: dict[str, tuple[str, pb.Dispute]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    async def OpenDispute(self, request: Any, context: Any) -> pb.Dispute:
        key = f"{current_caller().subject} {request.request_id}"
        if key in self.keys:
            return self.contested[self.keys[key]][1]
        entry = self.entries.get(current_caller().subject, {}).get(request.entry_id)
        if entry is None:
            raise refusal(Kind.NOT_FOUND, "ENTRY_NOT_FOUND", DOMAIN, id=request.entry_id)
        if entry.nature != NATURE_GUARANTEED:
            raise refusal(Kind.PRECONDITION, "ENTRY_NOT_DISPUTABLE", DOMAIN, id=entry.id, why="DECLARED")
        if entry.contested:
            raise refusal(Kind.CONFLICT, "DISPUTE_OPEN", DOMAIN, id="x")
        entry.contested = True
        dispute = pb.Dispute(
            id=str(new_id()),
            entry_id=entry.id,
            ground=request.ground,
            text=request.text,
            state=pb.DISPUTE_STATE_OPENED,
            source="certifications",
            addressee=Organisation(name="Ministère du Travail", siret="11000007200014"),
            etag="r1",
        )
        dispute.open_time.FromSeconds(_MOMENT)
        dispute.due_date.year, dispute.due_date.month, dispute.due_date.day = 2027, 2, 20
        self.contested[dispute.id] = (current_caller().subject, dispute)
        self.keys[key] = dispute.id
        return dispute

    def _dispute_of(self, dispute_id: str) -> pb.Dispute:
        whose, dispute = self.contested.get(dispute_id, ("", pb.Dispute()))
        if whose != current_caller().subject:
            raise refusal(Kind.NOT_FOUND, "DISPUTE_NOT_FOUND", DOMAIN, id=dispute_id)
        return dispute

    def disputes_of(self, entry_id: str) -> list[pb.Dispute]:
        return [one for _, one in self.contested.values() if one.entry_id == entry_id]

    async def GetDispute(self, request: Any, context: Any) -> pb.Dispute:
        return self._dispute_of(request.id)

    async def ListDisputes(self, request: Any, context: Any) -> pb.ListDisputesResponse:
        mine = [one for whose, one in self.contested.values() if whose == current_caller().subject]
        return pb.ListDisputesResponse(disputes=[one for one in mine if request.entry_id in {"", one.entry_id}])

    async def TakeBackDispute(self, request: Any, context: Any) -> pb.Dispute:
        dispute = self._dispute_of(request.id)
        self._move(dispute, request.etag, pb.DISPUTE_STATE_TAKEN_BACK)
        return dispute

    def _move(self, dispute: pb.Dispute, etag: str, state: pb.DisputeState) -> None:
        if dispute.HasField("close_time"):
            raise refusal(Kind.PRECONDITION, "DISPUTE_CLOSED", DOMAIN, id=dispute.id, state="REFUSED")
        if etag != dispute.etag:
            raise refusal(Kind.CONFLICT, "ETAG_STALE", DOMAIN, id=dispute.id)
        dispute.state = state
        dispute.etag = f"r{int(dispute.etag[1:]) + 1}"
        if state != pb.DISPUTE_STATE_ACCEPTED:
            dispute.close_time.FromSeconds(_MOMENT + 9)
            self._entry(dispute).contested = False

    def _entry(self, dispute: pb.Dispute) -> Entry:
        return self.entries[self.contested[dispute.id][0]][dispute.entry_id]

    def _of_source(self, dispute: pb.Dispute, *, whole: bool) -> pb.SourceDispute:
        told = pb.SourceDispute(dispute=dispute, batch_id=str(new_id()), line=42, sender_key="PASSAGE-000042")
        if whole:
            told.entry.CopyFrom(self._entry(dispute))
        else:
            told.dispute.text = ""
        return told

    async def ListSourceDisputes(self, request: Any, context: Any) -> pb.ListSourceDisputesResponse:
        found = [one for _, one in self.contested.values() if not (request.open_only and one.HasField("close_time"))]
        return pb.ListSourceDisputesResponse(disputes=[self._of_source(one, whole=False) for one in found])

    async def GetSourceDispute(self, request: Any, context: Any) -> pb.SourceDispute:
        return self._of_source(self._known(request.id), whole=True)

    def _known(self, dispute_id: str) -> pb.Dispute:
        if dispute_id not in self.contested:
            raise refusal(Kind.NOT_FOUND, "DISPUTE_NOT_FOUND", DOMAIN, id=dispute_id)
        return self.contested[dispute_id][1]

    async def AnswerDispute(self, request: Any, context: Any) -> pb.SourceDispute:
        dispute = self._known(request.id)
        self._move(dispute, request.etag, request.state)
        dispute.answer, dispute.answered_by = request.answer, pb.DISPUTE_ANSWERER_SOURCE
        dispute.answer_time.FromSeconds(_MOMENT + 9)
        return self._of_source(dispute, whole=True)
