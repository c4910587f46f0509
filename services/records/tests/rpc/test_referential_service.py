"""ReferentialService: what forms are suggested while somebody is typing."""

from __future__ import annotations

from datetime import timedelta

import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.records.v1 import referential_service_pb2 as referential_pb2
from passeport.records.v1 import referential_service_pb2_grpc
from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.referentials.domain.terms import Scheme, Term
from referential_support import import_terms, term
from rpc_calls import refused
from support import holder_token

CERTIFICATION = referential_pb2.TERM_KIND_CERTIFICATION
OCCUPATION = referential_pb2.TERM_KIND_OCCUPATION
Stub = referential_service_pb2_grpc.ReferentialServiceStub


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


@pytest.fixture(autouse=True)
async def terms(engine: AsyncEngine) -> None:
    """A register of today, one that comes tomorrow, and some of the ROME."""
    tomorrow = system_clock().date() + timedelta(days=2)
    rncp = [
        term("RNCP39159", "BTS Comptabilité et gestion", 5, active=True),
        term("RNCP3915", "Ancien diplôme de comptabilité", 5, active=False),
        term("RNCP100", "Électricien d’équipement", 3, active=True),
        term("RS500", "Comptabilité d'un commerce", active=True),
    ]
    await import_terms(engine, *rncp)
    await import_terms(engine, term("RNCP39159", "BTS Comptabilité"), since=tomorrow)
    await import_terms(
        engine,
        Term(scheme=Scheme.ROME, code="M1203", label="Comptable"),
        Term(scheme=Scheme.ROME_APPELLATIONS, code="12788", label="Comptable clientèle", facts={"rome": "M1203"}),
        Term(scheme=Scheme.ROME_SKILLS, code="100023", label="Abattre un arbre"),
    )


async def suggested(stub: Stub, query: str, kind: int = CERTIFICATION, size: int = 0) -> list[str]:
    return [one.code for one in (await answered(stub, query, kind, size)).suggestions]


async def answered(
    stub: Stub, query: str, kind: int = CERTIFICATION, size: int = 0
) -> referential_pb2.SuggestTermsResponse:
    request = referential_pb2.SuggestTermsRequest(kind=kind, query=query, page_size=size)  # type: ignore[arg-type]
    with use_caller_token(holder_token(new_id())):
        return await stub.SuggestTerms(request)


async def test_words_are_found_by_their_beginnings_what_is_active_first(stub: Stub) -> None:
    assert await suggested(stub, "compta") == ["RS500", "RNCP39159", "RNCP3915"]
    assert await suggested(stub, "COMPTA gest") == ["RNCP39159"]
    assert await suggested(stub, "equipement elec") == ["RNCP100"]
    assert await suggested(stub, "compta électr") == []


async def test_a_suggestion_says_what_a_form_needs(stub: Stub) -> None:
    answer = await answered(stub, "comptabilite ges")
    (one,) = answer.suggestions
    assert (one.scheme, one.label, one.level, one.active) == ("rncp", "BTS Comptabilité et gestion", 5, True)
    assert [one.label[part.start : part.end] for part in one.matches] == ["Comptabilité", "ges"]
    inactive = (await answered(stub, "ancien")).suggestions[0]
    assert not inactive.active


async def test_a_code_is_found_with_and_without_its_register_and_the_exact_one_first(stub: Stub) -> None:
    assert await suggested(stub, "RNCP3915") == ["RNCP3915", "RNCP39159"]
    assert await suggested(stub, "39159") == ["RNCP39159"]


async def test_all_are_counted_and_the_best_given(stub: Stub) -> None:
    answer = await answered(stub, "comptabilite", size=1)
    assert ([one.code for one in answer.suggestions], answer.total_count) == (["RS500"], 3)
    assert len((await answered(stub, "comptabilite", size=500)).suggestions) == 3


async def test_names_of_jobs_lead_to_their_occupation(stub: Stub) -> None:
    answer = await answered(stub, "comptable", OCCUPATION)
    assert [(one.scheme, one.code, one.occupation_code) for one in answer.suggestions] == [
        ("rome", "M1203", "M1203"),
        ("rome-appellations", "12788", "M1203"),
    ]
    assert await suggested(stub, "arbre", referential_pb2.TERM_KIND_SKILL) == ["100023"]


@pytest.mark.parametrize("query", ["++", "' | '", "():*&!<->", "\u00a0\u00a0", "l' ' :*"])
async def test_what_is_typed_is_never_an_operator(stub: Stub, query: str) -> None:
    assert len(await suggested(stub, query)) in {0, 1, 2, 3, 4}


@pytest.mark.parametrize(("query", "kind"), [("c", CERTIFICATION), ("c" * 101, CERTIFICATION), ("compta", 9)])
async def test_a_wrong_question_is_told(stub: Stub, query: str, kind: int) -> None:
    refusal = await refused(answered(stub, query, kind))
    assert refusal.reason == "FIELD_INVALID"
    assert [field for field, _, _ in refusal.violations] == ["kind" if kind == 9 else "query"]
