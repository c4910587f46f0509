"""The accusé de traitement, in the very form that certifiers' software reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import date
from hashlib import sha256
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from passeport.records.v1 import feed_service_pb2 as pb
from passeport_records.domain.batch import Feed
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.domain.resolution import Resolution, Unresolved, already_there, explain_unresolved
from passeport_records.feeds.certifications.receipt import (
    RefusedPassage,
    receipt_name,
    render_receipt,
)
from passeport_records.rpc.reports import render_report
from passeport_records.usecases.read_report import Report
from receipts import parse_receipt
from support import batch

T = TypeVar("T")

EXPECTED = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<rapport xmlns:ns2="urn:cdc:cpf:pc5:rapport:schema">
    <nomFichier>certifs-2026.xml</nomFichier>
    <idFlux>4df76fd4-0915-46df-8c56-525506af35be</idFlux>
    <idTraitement>67598</idTraitement>
    <PassagesKO>
        <passage>
            <idTechnique>1979262</idTechnique>
            <messageErreur>Aucun titulaire ne correspond aux critères obligatoires</messageErreur>
        </passage>
        <passage>
            <idTechnique>1983189</idTechnique>
            <messageErreur>Le passage certification avec le bcr émetteur AB123CDE et l'id technique partenaire 1983189 existe déjà en base</messageErreur>
        </passage>
    </PassagesKO>
    <PassagesOK>
        <idTechnique>1968666</idTechnique>
        <idTechnique>A &amp; B</idTechnique>
    </PassagesOK>
</rapport>
"""  # noqa: E501 - the form of the official file


async def each(items: Iterable[T]) -> AsyncIterator[T]:
    for item in items:
        yield item


async def pieces(refused: Iterable[RefusedPassage], accepted: Iterable[str], name: str) -> list[bytes]:
    rendering = render_receipt(
        file_name=name,
        flux_id="4df76fd4-0915-46df-8c56-525506af35be",
        treatment=67598,
        refused=each(refused),
        accepted=each(accepted),
    )
    return [piece async for piece in rendering]


async def render(refused: Iterable[RefusedPassage], accepted: Iterable[str], name: str = "certifs-2026.xml") -> bytes:
    return b"".join(await pieces(refused, accepted, name))


NOBODY = explain_unresolved(Feed.CERTIFICATIONS, Resolution(why=Unresolved.NO_MATCH, step=1))[0]


async def test_the_form_is_the_official_one() -> None:
    refused = [
        RefusedPassage("1979262", (NOBODY,)),
        RefusedPassage("1983189", (already_there("AB123CDE", "1983189"),)),
    ]
    assert (await render(refused, ["1968666", "A & B"])).decode() == EXPECTED


# Of an accusé that the Caisse des Dépôts sent in October 2023, 1,087 bytes, which a certifier keeps in its public tests
# (1024pix/pix, api/tests/certification, commit f016b038); it is not ours to ship.
SENT = "c50d3514b2650fc0bb069c961212e6cd14cfa8139a1f89076798e7d97e7e18ee"


async def test_it_is_byte_for_byte_one_that_was_sent() -> None:
    nobody, nobody_of_that_day = (
        explain_unresolved(Feed.CERTIFICATIONS, Resolution(why=Unresolved.NO_MATCH, step=step))[0] for step in (1, 2)
    )
    refused = [
        RefusedPassage("1979262", (nobody,)),
        RefusedPassage("1996215", (nobody_of_that_day,)),
        RefusedPassage("1983189", (already_there("03VML243", "1559735"),)),
    ]
    made = await render(refused, ["1968666", "1964200"], "pix-cpf-export-20231016-223239.xml")
    assert (len(made), sha256(made).hexdigest()) == (1087, SENT)


async def test_a_report_of_nothing_is_still_whole() -> None:
    receipt = parse_receipt(await render([], []))
    assert (receipt.refused, receipt.accepted, receipt.treatment) == ((), (), "67598")


def test_the_name_of_the_file() -> None:
    name = receipt_name("pix-cpf-export-20231016-223239.xml", date(2023, 10, 18))
    assert name == "Accusé de traitement_pix-cpf-export-20231016-223239.xml_20231018.xml"


def test_official_messages() -> None:
    def said(why: Unresolved, step: int = 0) -> str:
        return explain_unresolved(Feed.CERTIFICATIONS, Resolution(why=why, step=step))[0]

    assert said(Unresolved.NO_MATCH, 2).endswith("obligatoires enrichis du jour et du mois de naissance")
    assert said(Unresolved.NO_MATCH, 3).endswith("de réconciliation")
    assert said(Unresolved.TRAINING_FILE) == said(Unresolved.NAME_MISMATCH) == NOBODY
    by_file = explain_unresolved(Feed.CERTIFICATIONS, Resolution(why=Unresolved.TRAINING_FILE))
    assert "n'est pas encore connu ici" in by_file[1]
    assert "état civil" in by_file[1]
    assert said(Unresolved.TRAINING_FILE_NAMES) == NOBODY
    names = explain_unresolved(Feed.CERTIFICATIONS, Resolution(why=Unresolved.TRAINING_FILE_NAMES))
    assert "nomTitulaire" in names[1]
    by_nir = explain_unresolved(Feed.CERTIFICATIONS, Resolution(why=Unresolved.NIR_INVALID))
    assert "le NIR et le nom de naissance" in by_nir[1]
    assert said(Unresolved.AMBIGUOUS, 3) == "Plusieurs titulaires ont été identifiés"


words = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), min_size=1
).filter(lambda text: text == text.strip())


@given(st.lists(words), st.lists(st.builds(RefusedPassage, words, st.lists(words, min_size=1).map(tuple))), words)
async def test_what_is_written_is_read_back(accepted: list[str], refused: list[RefusedPassage], name: str) -> None:
    receipt = parse_receipt(await render(refused, accepted, name))
    assert (receipt.accepted, receipt.refused, receipt.file_name) == (tuple(accepted), tuple(refused), name)


async def test_a_long_report_comes_in_pieces() -> None:
    found = await pieces((), (str(number) for number in range(50_000)), "x")
    assert len(found) > 10
    assert max(len(piece) for piece in found) < 80_000


async def test_a_passage_that_is_settled_while_the_receipt_is_read_is_in_one_half() -> None:
    settled = False

    async def lines(*outcomes: Outcome) -> AsyncIterator[LineReport]:
        nonlocal settled
        waits = Outcome.ACCEPTED if settled else Outcome.UNRESOLVED
        for ordinal, outcome in enumerate((Outcome.ACCEPTED, waits, Outcome.REMARK)):
            if not outcomes or outcome in outcomes:
                yield LineReport(ordinal=ordinal, line=1, outcome=outcome, key=f"P-{ordinal}", message="attend")
        settled = True

    document = render_report(Report(batch(position=3), lines), pb.REPORT_FORMAT_OFFICIAL_XML)
    receipt = parse_receipt(b"".join([piece async for piece in document.pieces]))
    assert [refused.id_technique for refused in receipt.refused] == ["P-1"]
    assert receipt.accepted == ("P-0",)
