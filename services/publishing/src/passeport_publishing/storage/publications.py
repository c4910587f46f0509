"""The register of publications in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import HELD, ids_of
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.leaf import LoggedLeaf, PublicationProof
from passeport_publishing.domain.publication import (
    DraftRef,
    KeptDocument,
    Position,
    Publication,
    PublicationPage,
    RevocationReason,
    State,
)
from passeport_publishing.domain.snapshot import Language, PublicationKind, Version
from passeport_publishing.domain.snapshot_json import snapshot_from_json, snapshot_to_json
from passeport_publishing.domain.verification import Registered
from passeport_publishing.storage.status_lists import count_entries
from passeport_publishing.storage.tables import content, publication, source
from passeport_publishing.storage.tables import forgotten_publication as forgotten
from passeport_publishing.storage.tlog import prove
from passeport_publishing.storage.tlog_tables import tlog_leaf, tlog_proof
from passeport_publishing.usecases.ports import IndexTaken, Made, RequestTaken

__all__ = ["SqlPublications"]

_COLUMNS = (
    publication.c.id,
    publication.c.person_id,
    publication.c.code,
    publication.c.title,
    publication.c.language,
    publication.c.state,
    publication.c.published_at,
    publication.c.state_at,
    publication.c.record_ids,
    publication.c.changed_record_ids,
    publication.c.document_sha256,
    publication.c.document_size,
    publication.c.template,
    publication.c.kind,
    publication.c.draft_id,
    publication.c.draft_version,
    publication.c.superseded_at,
    publication.c.withdrawn_at,
    publication.c.revoked_at,
    publication.c.revocation_reason,
)
# What comes about later than the rest of a publication.
_LATER = frozenset({"superseded_at", "withdrawn_at", "revoked_at", "revocation_reason"})
# Made once: to put such a statement together takes longer than to run it.
_PAGE = (
    sa.select(*_COLUMNS)
    .where(publication.c.person_id.in_(sa.bindparam("person_ids", expanding=True)))
    .order_by(publication.c.published_at.desc(), publication.c.id.desc())
    .limit(sa.bindparam("rows", type_=sa.Integer))
)

_OF_REQUEST = sa.select(*_COLUMNS, publication.c.fingerprint).where(
    publication.c.person_id.in_(HELD), publication.c.request_id == sa.bindparam("wanted")
)
# A publication with all that belongs to it, in one statement: each would cost a round trip. An insert that meets the
# same key waits for the other transaction's end; where it is then not the first, nothing of the rest is there.
_ADD = sa.text(
    """
    WITH added AS (
        INSERT INTO publication (
            person_id, id, code, request_id, fingerprint, title, language, state, published_at, state_at, record_ids,
            changed_record_ids, document_sha256, document_size, template, kind, draft_id, draft_version
        ) VALUES (
            :person_id, :id, :code, :request_id, :fingerprint, :title, :language, :state, :published_at, :state_at,
            :record_ids, :changed_record_ids, :document_sha256, :document_size, :template, :kind, :draft_id,
            :draft_version
        ) ON CONFLICT DO NOTHING RETURNING person_id, id
    ), held AS (
        INSERT INTO content (person_id, publication_id, snapshot, credential, document)
        SELECT person_id, id, :snapshot, :credential, :document FROM added
    ), shown AS (
        INSERT INTO source (person_id, publication_id, record_id, revision, changed_at)
        SELECT added.person_id, added.id, item.record_id, item.revision, item.changed_at
        FROM added, unnest(:shown_ids, :revisions, :changes) AS item (record_id, revision, changed_at)
    ), entered AS (
        INSERT INTO status_entry (list_id, index, person_id, publication_id)
        SELECT place.list_id, place.index, added.person_id, added.id
        FROM added, unnest(:lists, :indexes) AS place (list_id, index)
        ON CONFLICT DO NOTHING RETURNING index
    ), leaf AS (
        INSERT INTO tlog_leaf (person_id, publication_id, salt)
        SELECT person_id, id, :salt FROM added WHERE :salt IS NOT NULL
    ), in_line AS (
        INSERT INTO tlog_queue (person_id, publication_id, commitment)
        SELECT person_id, id, :commitment FROM added WHERE :commitment IS NOT NULL
    )
    SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM entered)
    """
).bindparams(
    *(sa.bindparam(column.name, type_=column.type) for column in publication.c if column.name not in _LATER),
    sa.bindparam("snapshot", type_=JSONB),
    sa.bindparam("credential", type_=sa.Text),
    *(sa.bindparam(name, type_=sa.LargeBinary) for name in ("document", "salt", "commitment")),
    sa.bindparam("shown_ids", type_=ARRAY(sa.Uuid)),
    sa.bindparam("revisions", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("changes", type_=ARRAY(sa.DateTime(timezone=True))),
    sa.bindparam("lists", type_=ARRAY(sa.Text)),
    sa.bindparam("indexes", type_=ARRAY(sa.Integer)),
)


# What is revoked is stored as withdrawn beside the moment: so all that is over is one thing for whoever asks, and for
# the code of before revision 0012.
_STORED = {State.REVOKED: State.WITHDRAWN}


def _of_it(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.person_id == publication.c.person_id, table.c.publication_id == publication.c.id)


_WITH_CONTENT = _of_it(content)
_REGISTERED = (
    sa.select(*_COLUMNS, content.c.snapshot, content.c.credential, tlog_leaf.c.salt, tlog_proof.c.proof)
    .join_from(publication, content, _WITH_CONTENT)
    .outerjoin(tlog_leaf, _of_it(tlog_leaf))
    .outerjoin(tlog_proof, _of_it(tlog_proof))
)
_REGISTERED_BY_ID = _REGISTERED.where(publication.c.id == sa.bindparam("wanted"))
_REGISTERED_OF = _REGISTERED_BY_ID.where(publication.c.person_id.in_(sa.bindparam("person_ids", expanding=True)))
_REGISTERED_BY_CODE = _REGISTERED.where(publication.c.code == sa.bindparam("wanted"))


class SqlPublications:
    """Implements `passeport_publishing.usecases.ports.Publications`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[Publication, bytes] | None:
        """The publication that a request made before, and what it asked for."""
        asked = {"person_id": person_id, "wanted": request_id}
        row = (await self._connection.execute(_OF_REQUEST, asked)).first()
        return None if row is None else (_publication(row), row.fingerprint)

    async def add(self, made: Made) -> None:
        """Adds a publication whole. Raises RequestTaken or IndexTaken; the unit of work is then lost."""
        new = made.publication
        items = [item.provenance for item in made.snapshot.items]
        row = {
            "person_id": new.person_id,
            "id": new.id,
            "code": new.code,
            "request_id": made.request_id,
            "fingerprint": made.fingerprint,
            "title": new.title,
            "language": new.language.value,
            "state": new.state.value,
            "published_at": new.published_at,
            "state_at": new.state_at,
            "record_ids": list(new.record_ids),
            "changed_record_ids": list(new.changed_record_ids),
            "document_sha256": new.document_sha256,
            "document_size": new.document_size,
            "template": new.template.value,
            "kind": new.kind.value,
            "draft_id": new.draft and new.draft.draft_id,
            "draft_version": new.draft and new.draft.version,
        }
        rest = {
            "snapshot": snapshot_to_json(made.snapshot),
            "credential": made.credential,
            "document": None if made.kept_elsewhere else made.document.pdf,
            "shown_ids": [item.record_id for item in items],
            "revisions": [item.revision_number or None for item in items],
            "changes": [item.changed_at for item in items],
            "lists": [entry.list_id for entry in made.status],
            "indexes": [entry.index for entry in made.status],
            "salt": made.leaf and made.leaf.salt,
            "commitment": made.leaf and made.leaf.commitment,
        }
        added, entered = (await self._connection.execute(_ADD, row | rest)).one()
        if not added:
            raise IndexTaken if await self.of_request(new.person_id, made.request_id) is None else RequestTaken
        if entered < len(made.status):
            raise IndexTaken
        await count_entries(self._connection, made.status)

    async def get(self, person_id: UUID, publication_id: UUID, *, lock: bool = False) -> Publication | None:
        """Gets a publication of this holder, locked against other changes if asked."""
        ids = await ids_of(self._connection, person_id)
        query = sa.select(*_COLUMNS).where(publication.c.person_id.in_(ids), publication.c.id == publication_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).one_or_none()
        return None if row is None else _publication(row)

    async def page(self, person_id: UUID, limit: int, after: Position | None) -> PublicationPage:
        """One page of a holder's publications, newest first."""
        query = _PAGE
        if after is not None:
            query = query.where(
                sa.tuple_(publication.c.published_at, publication.c.id)
                < sa.tuple_(sa.literal(after.published_at), sa.literal(after.id))
            )
        # One identifier, which is what nearly everybody has, is read by the index in the order of the page.
        ids = await ids_of(self._connection, person_id)
        rows = await self._connection.execute(query, {"person_ids": ids, "rows": limit + 1})
        found = tuple(_publication(row) for row in rows)
        if len(found) <= limit:
            return PublicationPage(found, None)
        last = found[limit - 1]
        return PublicationPage(found[:limit], Position(last.published_at, last.id))

    async def document(self, person_id: UUID, publication_id: UUID) -> KeptDocument | None:
        """Gets the sealed PDF, or what finds it in a store."""
        ids = await ids_of(self._connection, person_id)
        query = (
            sa.select(content.c.document, publication.c.document_sha256, publication.c.kind)
            .join_from(publication, content, _WITH_CONTENT)
            .where(publication.c.person_id.in_(ids), publication.c.id == publication_id)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return KeptDocument(publication_id, row.document_sha256, row.document, PublicationKind(row.kind))

    async def digests_of(self, publication_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """The digest of the document of each of these publications that there is, whoever's it is."""
        query = sa.select(publication.c.id, publication.c.document_sha256).where(publication.c.id.in_(publication_ids))
        return {row.id: row.document_sha256 for row in await self._connection.execute(query)}

    async def credential(self, person_id: UUID, publication_id: UUID) -> str | None:
        """Gets the credential."""
        ids = await ids_of(self._connection, person_id)
        query = sa.select(content.c.credential).where(
            content.c.person_id.in_(ids), content.c.publication_id == publication_id
        )
        found: str | None = await self._connection.scalar(query)
        return found

    async def proof(self, person_id: UUID, publication_id: UUID) -> PublicationProof | None:
        """Gets the proof that it stands in the log; None while no checkpoint vouches for it, or without a leaf."""
        return await prove(self._connection, person_id, publication_id)

    async def registered(self, publication_id: UUID) -> Registered | None:
        """Finds a publication by its identifier, whoever's it is."""
        return await self._registered(_REGISTERED_BY_ID, wanted=publication_id)

    async def registered_of(self, person_id: UUID, publication_id: UUID) -> Registered | None:
        """Finds a publication of this holder with its content."""
        ids = await ids_of(self._connection, person_id)
        return await self._registered(_REGISTERED_OF, wanted=publication_id, person_ids=ids)

    async def behind_code(self, code: str) -> Registered | None:
        """Finds a publication by its code, whoever's it is."""
        return await self._registered(_REGISTERED_BY_CODE, wanted=code)

    async def is_forgotten(self, publication_id: UUID) -> bool:
        """Whether there was such a publication, of somebody whose time is over."""
        return (
            await self._connection.scalar(sa.select(forgotten.c.id).where(forgotten.c.id == publication_id)) is not None
        )

    async def is_code_forgotten(self, code: str) -> bool:
        """The same, by its code."""
        return await self._connection.scalar(sa.select(forgotten.c.id).where(forgotten.c.code == code)) is not None

    async def _registered(self, query: sa.Select[*tuple[Any, ...]], **wanted: object) -> Registered | None:
        row = (await self._connection.execute(query, wanted)).one_or_none()
        if row is None:
            return None
        leaf = None if row.salt is None else LoggedLeaf(row.salt, row.proof)
        return Registered(_publication(row), snapshot_from_json(row.snapshot), row.credential, leaf)

    async def holding(self, record_id: UUID, before: Version) -> Sequence[Publication]:
        """The publications that show a record as it was before a version, locked against other changes."""
        query = (
            sa.select(*_COLUMNS)
            .join(source, _of_it(source))
            .where(source.c.record_id == record_id, _older_than(before))
            # In one order, so that two transactions never wait for each other.
            .order_by(publication.c.id)
            .with_for_update(of=publication)
        )
        return [_publication(row) for row in await self._connection.execute(query)]

    async def save(self, changed: Publication) -> None:
        """Writes the state of a publication."""
        await self._connection.execute(
            sa.update(publication)
            .where(publication.c.person_id == changed.person_id, publication.c.id == changed.id)
            .values(
                state=_STORED.get(changed.state, changed.state).value,
                state_at=changed.state_at,
                changed_record_ids=list(changed.changed_record_ids),
                superseded_at=changed.superseded_at,
                withdrawn_at=changed.withdrawn_at,
                revoked_at=changed.revoked_at,
                revocation_reason=changed.revocation_reason,
            )
        )


def _older_than(version: Version) -> sa.ColumnElement[bool]:
    """As `Version.is_newer_than` says."""
    by_moment = source.c.changed_at < version.changed_at
    if not version.revision:
        return by_moment
    return sa.or_(source.c.revision < version.revision, sa.and_(source.c.revision.is_(None), by_moment))


def _publication(row: Any) -> Publication:
    state = State(row.state) if row.revoked_at is None else State.REVOKED

    def since(moment: datetime | None, one: State) -> datetime | None:
        # The code of before revision 0012 wrote the moment of the last state only.
        return moment or (row.state_at if state is one else None)

    return Publication(
        id=row.id,
        person_id=row.person_id,
        code=row.code,
        title=row.title,
        language=Language(row.language),
        state=state,
        published_at=row.published_at,
        state_at=row.state_at,
        record_ids=tuple(row.record_ids),
        document_sha256=row.document_sha256,
        document_size=row.document_size,
        changed_record_ids=tuple(row.changed_record_ids),
        template=Template(row.template),
        kind=PublicationKind(row.kind),
        draft=DraftRef(row.draft_id, row.draft_version) if row.draft_id else None,
        superseded_at=since(row.superseded_at, State.SUPERSEDED),
        withdrawn_at=since(row.withdrawn_at, State.WITHDRAWN),
        revoked_at=row.revoked_at,
        revocation_reason=RevocationReason(row.revocation_reason) if row.revocation_reason else None,
    )
