"""What is told of a declared entry: what its holder did, and what follows from the entry where nothing was noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from passeport_chassis.ids import new_id
from passeport_records.domain.declared_story import HolderChange, holder_step, whole_story
from passeport_records.domain.entry import Content, Entry, EntryState
from passeport_records.domain.organisation import Organisation
from support import NOW, declared

LATER = NOW + timedelta(days=1)


@pytest.fixture
def entry() -> Entry:
    return declared(new_id(), Content(title="Soudure"))


def test_every_change_has_its_name_and_tells_which_parts_differ(entry: Entry) -> None:
    draft = replace(entry, state=EntryState.DRAFT)
    content = replace(entry.content, title="Brasage", organisation=Organisation("Atelier"), description="Fer")
    complete = replace(draft.completed(LATER), content=content)
    gone = complete.deleted(LATER, LATER)
    back = gone.restored(LATER)
    told = [holder_step(*pair) for pair in ((None, draft), (draft, complete), (complete, gone), (gone, back))]
    assert [(one.revision, one.change) for one in told] == [
        (1, HolderChange.DRAFTED),
        (2, HolderChange.COMPLETED),
        (3, HolderChange.DELETED),
        (4, HolderChange.RESTORED),
    ]
    assert [one.fields for one in told] == [(), ("title", "organisation", "description"), (), ()]
    assert holder_step(None, entry).change is HolderChange.DECLARED
    edited = holder_step(draft, draft.revised(content, LATER))
    assert (edited.change, edited.at) == (HolderChange.EDITED, LATER)


def test_a_deleted_draft_comes_back_as_one(entry: Entry) -> None:
    gone = replace(entry, state=EntryState.DRAFT).deleted(LATER, LATER)
    assert holder_step(gone, gone.restored(LATER)).change is HolderChange.RESTORED


def test_where_nothing_was_noted_the_entry_itself_tells_its_beginning_and_its_end(entry: Entry) -> None:
    assert [one.change for one in whole_story(entry, [])] == [HolderChange.DECLARED]
    after = entry.revised(replace(entry.content, title="Brasage"), LATER)
    first, last = whole_story(after, [])
    assert (first.at, last.at, last.revision, last.change) == (NOW, LATER, 2, HolderChange.EDITED)
    assert whole_story(entry.deleted(LATER, LATER), [])[-1].change is HolderChange.DELETED


def test_what_was_noted_is_told_as_it_is(entry: Entry) -> None:
    after = entry.revised(replace(entry.content, title="Brasage"), LATER)
    noted = (holder_step(None, entry), holder_step(entry, after))
    assert whole_story(after, noted) == noted
    # A release that notes nothing made the third version.
    third = after.revised(entry.content, LATER)
    assert [one.revision for one in whole_story(third, noted)] == [1, 2, 3]
