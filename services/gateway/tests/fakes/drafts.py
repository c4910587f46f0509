"""Drafts of publishing: by person, each with its versions; ten are too many."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakes.refusals import refusal
from passeport.publishing.v1 import draft_service_pb2 as pb
from passeport.publishing.v1.draft_service_pb2_grpc import DraftServiceServicer
from passeport.publishing.v1.publication_service_pb2 import Publication
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.ids import new_id, parse_id
from passeport_chassis.rpc import current_caller

__all__ = ["FakeDrafts"]

DOMAIN = "publishing.passeport"
MOMENT = 1_795_424_700
_MOST = 10


@dataclass(slots=True)
class FakeDrafts(DraftServiceServicer):
    kept: dict[str, dict[str, list[pb.Draft]]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    """Entries that are in no passport of who asks."""

    def _mine(self) -> dict[str, list[pb.Draft]]:
        return self.kept.setdefault(current_caller().subject, {})

    def _versions(self, request: Any, *, deleted: bool = False) -> list[pb.Draft]:
        found = self._mine().get(request.id)
        if found is None or (found[-1].HasField("delete_time") and not deleted):
            raise refusal(Kind.NOT_FOUND, "DRAFT_NOT_FOUND", DOMAIN, id=request.id[:36])
        if getattr(request, "etag", found[-1].etag) != found[-1].etag:
            raise refusal(Kind.CONFLICT, "ETAG_STALE", DOMAIN, id=request.id[:36])
        return found

    def _next(self, versions: list[pb.Draft], draft: pb.Draft) -> pb.Draft:
        wrong = tuple(
            FieldViolation(f"draft.entry_ids[{place}]", "is not an identifier", "FORMAT")
            for place, entry_id in enumerate(draft.entry_ids)
            if parse_id(entry_id) is None
        )
        if wrong:
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=wrong)
        new = pb.Draft()
        new.CopyFrom(draft)
        new.version = len(versions) + 1
        new.etag = f"v{new.version}"
        new.update_time.FromSeconds(MOMENT)
        new.create_time.FromSeconds(MOMENT)
        versions.append(new)
        return new

    async def CreateDraft(self, request: Any, context: Any) -> pb.Draft:
        if len(self._mine()) >= _MOST:
            raise refusal(Kind.PRECONDITION, "TOO_MANY_DRAFTS", DOMAIN, most=str(_MOST))
        draft = pb.Draft()
        draft.CopyFrom(request.draft)
        draft.id = str(new_id())
        versions: list[pb.Draft] = []
        made = self._next(versions, draft)
        self._mine()[draft.id] = versions
        return made

    async def ListDrafts(self, request: Any, context: Any) -> pb.ListDraftsResponse:
        newest = [versions[-1] for versions in self._mine().values()]
        return pb.ListDraftsResponse(drafts=[one for one in newest if one.HasField("delete_time") == request.deleted])

    async def GetDraft(self, request: Any, context: Any) -> pb.Draft:
        return self._versions(request)[-1]

    async def UpdateDraft(self, request: Any, context: Any) -> pb.Draft:
        versions = self._versions(request)
        changed = pb.Draft()
        changed.CopyFrom(versions[-1])
        for path in request.update_mask.paths:
            changed.ClearField(path)
            given = pb.Draft(**{path: getattr(request.draft, path)}) if request.draft.ListFields() else pb.Draft()
            changed.MergeFrom(given)
        return self._next(versions, changed)

    async def DeleteDraft(self, request: Any, context: Any) -> pb.Draft:
        draft = self._versions(request)[-1]
        draft.delete_time.FromSeconds(MOMENT)
        draft.purge_time.FromSeconds(MOMENT + 30 * 86400)
        return draft

    async def RestoreDraft(self, request: Any, context: Any) -> pb.Draft:
        draft = self._versions(request, deleted=True)[-1]
        draft.ClearField("delete_time")
        draft.ClearField("purge_time")
        return draft

    async def ListDraftVersions(self, request: Any, context: Any) -> pb.ListDraftVersionsResponse:
        return pb.ListDraftVersionsResponse(versions=reversed(self._versions(request)))

    async def RestoreDraftVersion(self, request: Any, context: Any) -> pb.Draft:
        versions = self._versions(request)
        if request.version > len(versions):
            raise refusal(
                Kind.NOT_FOUND, "DRAFT_VERSION_NOT_FOUND", DOMAIN, id=request.id[:36], version=str(request.version)
            )
        return self._next(versions, versions[request.version - 1])

    async def PublishDraft(self, request: Any, context: Any) -> Publication:
        draft = self._versions(request)[-1]
        if not draft.title:
            lacking = FieldViolation("title", "must have 1 to 120 visible characters", "LENGTH")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(lacking,))
        for entry_id in draft.entry_ids:
            if entry_id in self.others:
                raise refusal(Kind.NOT_FOUND, "ENTRY_NOT_FOUND", DOMAIN, id=entry_id)
        published = Publication(
            id=str(new_id()),
            title=draft.title,
            state=1,  # type: ignore[arg-type]
            document_sha256="00" * 32,
            draft_id=draft.id,
            draft_version=draft.version,
        )
        published.publish_time.FromSeconds(MOMENT)
        return published
