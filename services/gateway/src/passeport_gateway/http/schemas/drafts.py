"""Drafts of CVs, saved again and again before they are published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.publications import EntrySet, HiddenPart, Template
from passeport_gateway.http.schemas.shapes import Asked, Id, KindName, Shown, Timestamp

__all__ = ["CvDraft", "CvDraftPatch", "CvDraftShown", "CvDraftVersion", "CvDraftVersions", "CvDrafts"]

_EntryId = Annotated[str, Field(min_length=1, max_length=36)]
_EntryIds = Annotated[list[_EntryId], Field(max_length=300)]
_Name = Annotated[str, Field(min_length=1, max_length=80)]
_Title = Annotated[str, Field(max_length=120)]
_Summary = Annotated[str, Field(max_length=1000)]
_Hidden = Annotated[list[HiddenPart], Field(max_length=3)]


class CvDraft(Asked):
    """A draft to make. It may lack its title and its entries."""

    name: _Name = Field(description="What the holder calls it.")
    title: _Title | None = None
    summary: _Summary | None = None
    language: Literal["fr", "en"] = "fr"
    template: Template = "classic"
    entry_ids: _EntryIds | None = None
    entry_set: EntrySet | None = None
    hidden_parts: _Hidden = Field(default=[])


class CvDraftPatch(Asked):
    """Changes of a draft (JSON Merge Patch, RFC 7396): absent fields stay, null empties one."""

    name: _Name = ""
    title: _Title | None = None
    summary: _Summary | None = None
    language: Literal["fr", "en"] | None = None
    template: Template | None = None
    entry_ids: _EntryIds | None = None
    entry_set: EntrySet | None = None
    hidden_parts: _Hidden | None = None


class EntrySetShown(Shown):
    """Entries by what they are."""

    nature: Literal["guaranteed", "declared"] | None
    kinds: list[KindName]


class CvDraftVersion(Shown):
    """What a draft was at one of its versions."""

    version: int
    name: str
    title: str | None
    summary: str | None
    language: Literal["fr", "en"]
    template: Template
    entry_ids: list[Id]
    entry_set: EntrySetShown | None
    hidden_parts: list[HiddenPart]
    update_time: Timestamp = Field(description="When it was saved.")


class CvDraftShown(CvDraftVersion):
    """A draft."""

    id: Id
    etag: str
    create_time: Timestamp
    delete_time: Timestamp | None
    purge_time: Timestamp | None = Field(description="Of a deleted one: until when it can be restored.")


class CvDrafts(Shown):
    """All drafts: there are 20 at most."""

    items: list[CvDraftShown]


class CvDraftVersions(Shown):
    """The versions of a draft that are kept, 50 at most, the newest first."""

    items: list[CvDraftVersion]
