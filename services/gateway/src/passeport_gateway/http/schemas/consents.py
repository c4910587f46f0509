"""Consents: which platform may pull what, until when, and what it pulled."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Id, Shown, Timestamp

__all__ = ["ConsentShown", "PullShown", "ScopeShown"]

ScopeName = Literal["cv:identity", "cv:employment", "cv:awards", "cv:trainings", "cv:declared", "cv:credential"]


class ScopeShown(Shown):
    """A kind of data."""

    scope: ScopeName
    label: str = Field(description="In plain words, in the language asked for.")


class ConsentShown(Shown):
    """A consent given to a platform, for one publication."""

    id: Id
    publication_id: Id
    publication_title: str
    client_id: str = Field(description="`client_id` of the platform.")
    platform: str = Field(description="Its name, as the holder read it.")
    purpose: str = Field(description="What it wants the data for, as the holder read it; in French.")
    scopes: list[ScopeShown] = Field(description="What it may pull.")
    state: Literal["live", "expired", "withdrawn", "publication_gone"]
    grant_time: Timestamp = Field(description="When it was given, the last time.")
    expire_time: Timestamp = Field(description="When it ends by itself: six months after.")
    withdraw_time: Timestamp | None
    pull_count: int = Field(description="How often the platform pulled.", ge=0)
    last_pull_time: Timestamp | None
    pulls_url: str


class PullShown(Shown):
    """One pull by a platform."""

    id: Id
    at: Timestamp
    form: Literal["json_resume", "europass", "credential", "unknown"] = Field(
        description="`unknown`: one of a later version, while a release is rolled out."
    )
    scopes: list[ScopeName] = Field(description="What it was cut to.")
    told: str = Field(description="In a sentence, in the language asked for.")
