"""A programme for the tests, with one route for each way in which a programme can go wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.dialects.postgresql import insert

from passeport_prevention.extend import (
    Asked,
    Audience,
    Context,
    Finding,
    Force,
    NotFound,
    Period,
    Programme,
    Refusal,
    Route,
    TrainingType,
    ValidityRule,
    WrongFields,
)

metadata = sa.MetaData()
note = sa.Table(
    "note", metadata, sa.Column("person_id", sa.Uuid, primary_key=True), sa.Column("text", sa.Text, nullable=False)
)
training = sa.Table("training", metadata, sa.Column("title", sa.Text), schema="public")


class NoteAsked(BaseModel):
    """A note, as it is written."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(min_length=1, max_length=10)]


class NoteShown(BaseModel):
    """A note, as it is read."""

    text: str


def _keep(context: Context, text: str) -> None:
    added = insert(note).values(person_id=context.caller.person_ids[0], text=text)
    context.rows.execute(added.on_conflict_do_update(index_elements=[note.c.person_id], set_={"text": text}))


def write_note(context: Context, asked: Asked[NoteAsked]) -> NoteShown:
    _keep(context, asked.body.text)
    return NoteShown(text=asked.body.text)


def read_note(context: Context, asked: Asked[None]) -> NoteShown:
    found = context.rows.execute(sa.select(note.c.text).where(note.c.person_id.in_(context.caller.person_ids)))
    if not found:
        raise NotFound("NOTE_UNKNOWN", "Vous n'avez pas de note ; écrivez-en une.")
    return NoteShown(text=found[0]["text"])


def misbehave(context: Context, asked: Asked[Any]) -> BaseModel:
    """Goes wrong in the way that the path names, after it wrote something."""
    if context.caller.person_ids:
        _keep(context, "lost")
    match asked.path["how"]:
        case "for-ever":
            while True:
                pass
        case "refuse":
            raise Refusal("NOT_NOW", "Pas maintenant ; revenez demain.")
        case "fields":
            raise WrongFields([Finding("text", "RUDE", "Le texte est grossier.", "Écrivez-le poliment.")])
        case "look-elsewhere":
            context.rows.execute(sa.select(training.c.title))
        case "run-text":
            context.rows.execute(sa.text("RESET ROLE"))  # type: ignore[arg-type]
        case "exit":
            raise SystemExit(3)
    return asked  # type: ignore[return-value]


def read_trainings(context: Context, asked: Asked[None]) -> NoteShown:
    found = [f"{one.type} {one.title} {one.valid_until}" for one in context.trainings.of_holder()]
    return NoteShown(text=", ".join(found))


def read_training(context: Context, asked: Asked[None]) -> NoteShown:
    found = context.trainings.get(UUID(asked.path["id"]))
    if found is None:
        raise NotFound("TRAINING_UNKNOWN", "Aucune formation n'a cet identifiant.")
    return NoteShown(text=found.title)


def say_who(context: Context, asked: Asked[None]) -> NoteShown:
    return NoteShown(text=f"{context.caller.organisation} {context.caller.siret} {asked.query.get('of', '')}".strip())


TOY = Programme(
    name="toy",
    title="Jouet",
    version="1.0.0",
    about=frozenset({"toy-training"}),
    training_types=(TrainingType(name="toy-training", title="Jouer", certifications=("RS999",), source="essai"),),
    validity_rules=(
        ValidityRule(
            types=("toy-training",),
            force=Force.RECOMMENDATION,
            period=Period.parse("P2Y"),
            since=date(2020, 1, 1),
            source="essai",
        ),
    ),
    migrations=Path(__file__).with_name("toy"),
    routes=(
        Route("GET", "note", Audience.HOLDER, "Lire sa note", read_note, NoteShown),
        Route("PUT", "note", Audience.HOLDER, "Écrire sa note", write_note, NoteShown, NoteAsked),
        Route("GET", "note/{how}", Audience.HOLDER, "Mal se conduire", misbehave, NoteShown),
        Route("GET", "trainings", Audience.HOLDER, "Lire ses formations", read_trainings, NoteShown),
        Route("GET", "trainings/{id}", Audience.PARTNER, "Relire une formation", read_training, NoteShown),
        Route("GET", "who", Audience.PARTNER, "Dire qui appelle", say_who, NoteShown),
    ),
)
NO_PROGRAMME = "not a programme"
