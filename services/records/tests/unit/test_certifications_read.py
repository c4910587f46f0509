"""The certifiers' feed: what a good file says."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flux_calls import check, claims, read
from official import samples
from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.batch import FileHead
from passeport_records.domain.details import AwardDetails, DigitalResult
from passeport_records.domain.holder import CivilIdentity, NirIdentity, Sex, TrainingFile
from passeport_records.domain.report import Fault
from passeport_records.feeds.certifications.check import FluxCheck
from passeport_records.feeds.certifications.read import read_passages
from samples import (
    DOSSIER,
    NAME,
    NATIONAL,
    NIR,
    POSTAL,
    TITULAIRE,
    certification,
    flux,
    in_pieces,
    passage,
    simple_flux,
)


def test_a_passage_is_read_whole() -> None:
    digital = (
        "<cpf:scoreGeneral>890</cpf:scoreGeneral><cpf:resultats><cpf:resultat><cpf:niveau>5</cpf:niveau>"
        "<cpf:domaineCompetenceId>3</cpf:domaineCompetenceId><cpf:competenceId>4</cpf:competenceId></cpf:resultat>"
        "</cpf:resultats>"
    )
    content = flux(
        certification(
            passage(
                libelleOption="Avancé",
                mentionValidee="MENTION_BIEN",
                presenceNiveauLangueEuro="true",
                niveauLangueEuropeen="B2",
                presenceNiveauNumeriqueEuro="1",
                niveauNumeriqueEuropeen=digital,
            )
        )
    )
    assert claims(content) == [
        AwardClaim(
            line=17,
            key="P-1",
            holder=CivilIdentity("Fontanel", ("Claire", "Sophie"), Sex.FEMALE, 1981, 4, 17, "44109"),
            valid_from=date(2026, 4, 17),
            valid_until=date(2029, 4, 17),
            details=AwardDetails(
                register="RS",
                code="RS7256",
                option="Avancé",
                obtention="PAR_SCORING",
                score="894",
                mention="MENTION_BIEN",
                cefr_level="B2",
                access_way="VAE",
                digital_score=890,
                digital_results=(DigitalResult("3", "4", 5),),
            ),
            wording="TOSA Excel",
        )
    ]


def test_the_three_ways_to_name_the_holder() -> None:
    content = flux(certification(passage("1"), passage("2", holder=DOSSIER), passage("3", holder=NATIONAL)))
    first, second, third = (claim.holder for claim in claims(content))
    assert isinstance(first, CivilIdentity)
    assert second == TrainingFile("1234567891011", "Fontanel", "Claire")
    assert third == NirIdentity(NIR, NAME)
    assert check(content).format_version == "1.1.5"


def test_a_postal_code_names_no_commune_and_unknown_parts_of_a_birth_date_are_none() -> None:
    holder = (
        TITULAIRE.replace("<cpf:moisNaissance>04</cpf:moisNaissance>", "<cpf:moisNaissance xsi:nil='true'/>")
        .replace("<cpf:jourNaissance>17</cpf:jourNaissance>", "<cpf:jourNaissance xsi:nil='true'/>")
        .replace(TITULAIRE[TITULAIRE.index("<cpf:codeCommune") : -len("</cpf:titulaire>")], POSTAL)
        .replace("</cpf:titulaire>", "<cpf:codePaysNaissance>352</cpf:codePaysNaissance></cpf:titulaire>")
    )
    (claim,) = claims(flux(certification(passage(holder=holder))))
    assert claim.holder == CivilIdentity("Fontanel", ("Claire", "Sophie"), Sex.FEMALE, 1981, birth_country="352")


def test_the_head_of_a_file() -> None:
    assert check(simple_flux()) == FileHead("1.1.2", "6e3c7378-bda4-497a-9bd6-dc203f903ed9", "AB123CDE")
    assert check(simple_flux(action="SUPPRESSION")).format_version == "1.1.5"


@pytest.mark.parametrize(
    ("action", "expected"), [("", "CREATION"), ("CREATION", "CREATION"), ("SUPPRESSION", "SUPPRESSION")]
)
def test_the_action_of_the_file_is_that_of_its_passages(action: str, expected: str) -> None:
    assert [claim.action for claim in claims(simple_flux("1", "2", action=action))] == [AwardAction(expected)] * 2


def test_order_is_free_so_a_code_and_an_action_may_come_last() -> None:
    content = flux(
        certification(passage("1"), code="RS1", late=True),
        certification(passage("2"), passage("3"), code="RNCP2", nature="TIERS_CONFIANCE", late=True),
        action="SUPPRESSION",
        late_action=True,
    )
    assert check(content).late_heads
    found = [
        (claim.key, claim.details.code, claim.sender_is_certifier, claim.action.value) for claim in claims(content)
    ]
    assert found == [
        ("1", "RS1", True, "SUPPRESSION"),
        ("2", "RNCP2", False, "SUPPRESSION"),
        ("3", "RNCP2", False, "SUPPRESSION"),
    ]


def test_an_award_that_ends_before_it_begins_is_rejected_and_the_others_kept() -> None:
    wrong, right = read(flux(certification(passage("1", dateFinValidite="2026-01-01"), passage("2"))))
    assert isinstance(wrong, Fault)
    assert (wrong.key, wrong.field, wrong.rule, wrong.rejects) == ("1", "dateFinValidite", "order", True)
    assert isinstance(right, AwardClaim)


def test_what_the_certifier_does_not_attest_is_rejected() -> None:
    (fault,) = read(flux(certification(passage(donneeCertifiee="0"))))
    assert isinstance(fault, Fault)
    assert fault.field == "donneeCertifiee"


@pytest.mark.parametrize("size", [1, 7, 333, 65536])
def test_the_pieces_in_which_a_file_comes_do_not_matter(size: int) -> None:
    content = simple_flux(*(f"clé-{number}" for number in range(40)))
    head = check(content, size)
    found = read_passages(lambda: in_pieces(content, size), head)
    assert [item.key for item in found] == [f"clé-{number}" for number in range(40)]


@pytest.mark.parametrize("white", [b"\n", b"", b"\n\n  \n"])
def test_the_line_of_a_passage_is_right_far_beyond_the_parser_s_own_counter(white: bytes) -> None:
    keys = [str(number) for number in range(6_000)]
    content = simple_flux(*keys).replace(b"<cpf:passageCertification>\n", b"<cpf:passageCertification>" + white)
    lines = [number for number, line in enumerate(content.split(b"\n"), 1) if b"<cpf:passageCertification>" in line]
    assert lines[-1] > 65_536
    assert [claim.line for claim in claims(content)] == lines


def test_memory_does_not_grow_with_the_file() -> None:
    head, one, tail = simple_flux().partition(passage().encode())

    def blocks(number: int) -> Iterator[bytes]:
        yield head
        for _ in range(number):
            yield one * 50
        yield tail

    def peak(number: int) -> int:
        tracemalloc.start()
        checking = FluxCheck()
        for block in blocks(number):
            checking.feed(block)
        said = checking.close()
        count = sum(1 for _ in read_passages(lambda: blocks(number), said))
        assert count == number * 50
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return top

    assert peak(60) < peak(4) * 1.5 + 100_000


@pytest.mark.parametrize(
    ("path", "keys"),
    samples(
        ("certifications.xml", ["invente-1", "invente-2", "invente-3"]),
        (
            "feeds/certifications-officiel-v2.0.0.xml",
            [
                "db855769-bcd6-4253-93cf-e666db666c0a",
                "10c54fd2-f3a3-4dea-b975-4d7258bd10b3",
                "0785a873-acf7-4632-ad7b-b11cfff05b13",
            ],
        ),
    ),
)
def test_a_sample_of_every_element_goes_in_whole(path: Path, keys: list[str]) -> None:
    found = claims(path.read_bytes())
    assert [claim.key for claim in found] == keys
    assert [type(claim.holder) for claim in found] == [CivilIdentity, TrainingFile, CivilIdentity]
    assert [claim.line for claim in found] == [17, 77, 124]


@pytest.mark.parametrize("blank", [" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}\n", "\u200b", "-"])
@pytest.mark.parametrize(
    ("holder", "name"),
    [
        (TITULAIRE.replace(">Fontanel<", ">{}<"), "nomNaissance"),
        (TITULAIRE.replace(">Claire<", ">{}<"), "prenom1"),
        (NATIONAL.replace(f">{NAME}<", ">{}<"), "nomNaissance"),
        (DOSSIER.replace(">Claire<", ">{}<"), "prenom1Titulaire"),
    ],
)
def test_a_name_that_names_nobody_rejects_its_passage_alone(holder: str, name: str, blank: str) -> None:
    content = flux(certification(passage("P-1"), passage("P-2", holder=holder.format(blank)), passage("P-3")))
    first, second, third = read(content)
    assert isinstance(first, AwardClaim)
    assert isinstance(third, AwardClaim)
    assert isinstance(second, Fault)
    assert (second.key, second.field, second.rule, second.rejects) == ("P-2", name, "name", True)
    assert name in second.message
