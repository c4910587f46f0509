"""Whose a training file is (XML dossierFormation): who numbers these has told, and identity compares the names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from passeport_records.domain.batch import Batch
from passeport_records.domain.holder import HolderIdentity, KnownHolder, TrainingFile
from passeport_records.domain.resolution import Resolution, Unresolved
from passeport_records.usecases.feed_ports import FeedTools

__all__ = ["resolve_training_files"]


async def resolve_training_files(
    tools: FeedTools, batch: Batch, files: Sequence[TrainingFile]
) -> Mapping[HolderIdentity, Resolution]:
    """An answer for each. Raises IdentityUnavailable.

    Only those count who number the files, since other bodies have numbers of their own. Where several of them gave the
    same number the names tell whose is meant.
    """
    if not files:
        return {}
    async with tools.open_work() as work:
        persons = await work.training_files.persons({file.number for file in files}, tools.file_senders)
    asked = [KnownHolder(person_id, file) for file in files for person_id in sorted(persons.get(file.number, ()))]
    answers: defaultdict[TrainingFile, list[Resolution]] = defaultdict(list)
    for holder, answer in zip(asked, await tools.persons.resolve(batch, asked) if asked else (), strict=True):
        answers[holder.file].append(answer)
    return {file: _one(answers[file]) for file in files}


def _one(answers: Sequence[Resolution]) -> Resolution:
    found = {answer.person_id for answer in answers if answer.person_id is not None}
    if len(found) == 1:
        return Resolution(found.pop())
    if found:
        return Resolution(why=Unresolved.AMBIGUOUS)
    return Resolution(why=Unresolved.TRAINING_FILE_NAMES if answers else Unresolved.TRAINING_FILE)
