"""A consent: what each scope shows of a publication and what it hides, and where a consent stands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.domain.consent import Consent, ConsentState, DataScope, cut_to, scope_of
from passeport_publishing.domain.snapshot import Detail, Holder, Kind, Nature, Organisation, Snapshot
from passeport_publishing.domain.snapshot_json import snapshot_to_json
from samples import NOW, make_item, make_snapshot

# Every text of a publication says under which scope it is.
_OF_KIND = {
    DataScope.EMPLOYMENT: (Kind.EMPLOYMENT,),
    DataScope.AWARDS: (Kind.CERTIFICATION, Kind.DIPLOMA, Kind.HABILITATION, Kind.DRIVING_LICENCE),
    DataScope.TRAININGS: (Kind.TRAINING, Kind.PREVENTION, Kind.ENGAGEMENT),
    DataScope.DECLARED: (Kind.LANGUAGE, Kind.SKILL),
}
SCOPES = {kind: scope for scope, kinds in _OF_KIND.items() for kind in kinds}
CONSENT = Consent(
    uuid4(), uuid4(), uuid4(), "recruteur", "Recruteur", "Candidature", frozenset(DataScope), NOW, NOW + timedelta(1)
)


def whole() -> Snapshot:
    def marked(kind: Kind, nature: Nature) -> str:
        return (DataScope.DECLARED if nature is Nature.DECLARED else SCOPES[kind]).value

    items = [
        make_item(
            f"{marked(kind, nature)} {kind}",
            kind=kind,
            nature=nature,
            organisation=Organisation(marked(kind, nature), marked(kind, nature), marked(kind, nature)),
            details=(Detail("code", marked(kind, nature)),),
            # Whoever guarantees an item, what is written beside it is the holder's.
            description="cv:declared",
        )
        for kind, nature in product(Kind, Nature)
    ]
    holder = Holder("cv:identity", "cv:identity", "cv:identity", PartialDate(1991, 5, 14))
    return make_snapshot(*items, holder=holder, title="cv:declared", summary="cv:declared")


@pytest.mark.parametrize("granted", DataScope)
def test_a_scope_shows_its_kind_of_data_and_everything_else_is_absent(granted: DataScope) -> None:
    said = json.dumps(snapshot_to_json(cut_to(whole(), {granted})))
    for scope in DataScope:
        shown = scope is granted and scope is not DataScope.CREDENTIAL
        assert (scope.value in said) == shown, scope
    assert ("1991" in said) == (granted is DataScope.IDENTITY)


def test_every_item_is_under_one_scope_and_all_scopes_show_all() -> None:
    snapshot = whole()
    assert {scope_of(item) for item in snapshot.items} == set(SCOPES.values())
    assert all(item.title.startswith(scope_of(item).value) for item in snapshot.items)
    assert cut_to(snapshot, set(DataScope)) == snapshot
    empty = cut_to(snapshot, ())
    assert (empty.items, empty.title, empty.summary, empty.holder) == ((), "", "", Holder("", ""))


def test_two_scopes_show_both_in_the_holders_order() -> None:
    items = cut_to(whole(), {DataScope.TRAININGS, DataScope.EMPLOYMENT}).items
    assert [item.kind for item in items] == [Kind.EMPLOYMENT, Kind.TRAINING, Kind.PREVENTION, Kind.ENGAGEMENT]
    assert {item.description for item in items} == {""}


@pytest.mark.parametrize(
    ("consent", "state"),
    [
        (CONSENT, ConsentState.LIVE),
        (replace(CONSENT, expires_at=NOW), ConsentState.EXPIRED),
        (replace(CONSENT, gone=True), ConsentState.PUBLICATION_GONE),
        (replace(CONSENT, gone=True, expires_at=NOW).withdraw(NOW), ConsentState.WITHDRAWN),
        (CONSENT.pulled(NOW), ConsentState.LIVE),
    ],
)
def test_where_a_consent_stands(consent: Consent, state: ConsentState) -> None:
    assert consent.state(NOW) is state


def test_withdrawn_is_for_good_and_renewed_is_for_six_months() -> None:
    withdrawn = CONSENT.withdraw(NOW)
    assert withdrawn.withdraw(NOW + timedelta(days=1)) == withdrawn
    renewed = CONSENT.renew("Autre nom", "Autre but", frozenset({DataScope.AWARDS}), NOW)
    assert (renewed.id, renewed.platform, set(renewed.scopes)) == (CONSENT.id, "Autre nom", {DataScope.AWARDS})
    assert (renewed.granted_at, renewed.expires_at.month) == (NOW, 5)
