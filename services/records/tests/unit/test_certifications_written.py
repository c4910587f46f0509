"""The certifiers' feed: what a certifier's software writes is what is read, in whatever order and pieces it comes."""

from __future__ import annotations

import gzip
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from flux_calls import check, read
from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.details import AwardDetails, DigitalResult
from passeport_records.domain.holder import CivilIdentity, HolderIdentity, NirIdentity, Sex, TrainingFile
from passeport_records.domain.report import Fault
from passeport_records.feeds.certifications.read import read_passages
from passeport_records.feeds.compressed import Unpacking
from passeport_sandbox.feeds.certifications import Award, write_flux
from passeport_sandbox.feeds.partners import PARTNERS
from passeport_sandbox.feeds.passages import invented_awards
from passeport_sandbox.feeds.people import synthetic_people
from samples import in_pieces

_NAMINGS = ("titulaire", "dossierFormation", "identifiantNational")
_ORDERED = {"certifications", "passageCertifications", "resultats"}
"""Elements in which the order says something: lists of one kind."""


def written(awards: Sequence[Award], action: str = "") -> bytes:
    pieces = write_flux(
        awards,
        sender=PARTNERS["certifs-ponant"],
        flux_id=UUID(int=1, version=4),
        written_at=datetime(2026, 11, 2, tzinfo=UTC),
        action=action,  # type: ignore[arg-type]
    )
    return b"".join(pieces)


def invented(number: int, seed: int) -> list[Award]:
    return list(invented_awards(synthetic_people(number, seed), number, seed, by=_NAMINGS))  # type: ignore[arg-type]


def shuffled(content: bytes, seed: int) -> bytes:
    """The same file, its elements in another order wherever the format leaves that free."""
    chosen = random.Random(seed)  # noqa: S311 - to be the same again
    root = etree.fromstring(content)
    for element in list(root.iter("*")):
        if etree.QName(element).localname not in _ORDERED:
            children = list(element)
            chosen.shuffle(children)
            element[:] = children
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def holder_of(award: Award) -> HolderIdentity:
    person = award.person
    if award.by == "identifiantNational":
        return NirIdentity(person.nir, person.family_name)
    if award.by == "dossierFormation":
        return TrainingFile(award.training_file, person.family_name, person.given_names[0])
    year, month, day = map(int, person.birthdate.split("-"))
    return CivilIdentity(
        person.family_name, person.given_names, Sex(person.sex), year, month, day, person.birthplace or ""
    )


def claim_of(award: Award, action: str, line: int) -> AwardClaim:
    return AwardClaim(
        line=line,
        key=award.key,
        holder=holder_of(award),
        valid_from=award.obtained,
        valid_until=award.until,
        details=AwardDetails(
            register=award.register,
            code=award.code,
            option=award.option,
            obtention="PAR_SCORING" if award.score else "PAR_ADMISSION",
            score=award.score,
            mention=award.mention,
            cefr_level=award.cefr,
            access_way=award.access,
            digital_score=award.digital,
            digital_results=tuple(
                DigitalResult(domain, competence, int(level))
                for domain, competence, level in (result.split(".") for result in award.digital_results)
            ),
        ),
        action=AwardAction(action or "CREATION"),
        wording=award.wording,
    )


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 15),
    st.integers(0, 10_000),
    st.sampled_from(["", "CREATION", "SUPPRESSION"]),
    st.sampled_from([1, 61, 4096, 1 << 20]),
    st.none() | st.integers(0, 10_000),
)
def test_what_is_written_is_read(number: int, seed: int, action: str, size: int, order: int | None) -> None:
    awards = invented(number, seed)
    content = written(awards, action)
    if order is not None:
        content = shuffled(content, order)
    lines = [at for at, line in enumerate(content.split(b"\n"), 1) if b"<cpf:passageCertification>" in line]
    head = check(content, size)
    assert head.format_version == ("1.1.5" if action or number >= len(_NAMINGS) else "1.1.2")
    found = list(read_passages(lambda: in_pieces(content, size), head))
    assert found == [claim_of(award, action, line) for award, line in zip(awards, lines, strict=True)]


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 15), st.integers(0, 10_000), st.integers(1, 3000))
def test_a_gzip_of_it_says_the_same(number: int, seed: int, size: int) -> None:
    content = written(invented(number, seed))
    unpacking = Unpacking()
    pieces = [piece for chunk in in_pieces(gzip.compress(content), size) for piece in unpacking.feed(chunk)]
    pieces += unpacking.close()
    assert read(b"".join(pieces)) == read(content)


_BROKEN = {
    "donneeCertifiee": (b"true</cpf:donneeCertifiee>", b"false</cpf:donneeCertifiee>"),
    "dateFinValidite": (
        b'<cpf:dateFinValidite xsi:nil="true"/>',
        b"<cpf:dateFinValidite>1999-01-01</cpf:dateFinValidite>",
    ),
    "nomNaissance": (b"<cpf:nomNaissance>", b"<cpf:nomNaissance>-</cpf:nomNaissance>"),
}
"""How a passage breaks a rule that the schema cannot know, by the field at fault."""


def broken(passage: bytes, field: str) -> bytes:
    old, new = _BROKEN[field]
    assert old in passage
    if field == "nomNaissance":
        old = passage[passage.index(old) : passage.index(b"<cpf:nomUsage")]
    return passage.replace(old, new, 1)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.integers(0, 10_000), st.data())
def test_passages_that_break_a_rule_are_told_and_all_others_are_kept(
    number: int, seed: int, data: st.DataObject
) -> None:
    # The first of them are valid for ever: each of the rules may be broken.
    awards = list(invented_awards(synthetic_people(3 * number, seed), 3 * number, seed))[:number]
    opening = b"<cpf:passageCertification>"
    before, *passages = written(awards).split(opening)
    faults = data.draw(st.dictionaries(st.integers(0, number - 1), st.sampled_from(sorted(_BROKEN))))
    for place, field in faults.items():
        passages[place] = broken(passages[place], field)
    content = opening.join([before, *passages])
    found = read(content)
    assert [item.key for item in found] == [award.key for award in awards]
    assert {place: item.field for place, item in enumerate(found) if isinstance(item, Fault)} == faults
    lines = content.split(b"\n")
    for item in found:
        if isinstance(item, Fault):
            assert (item.rejects, bool(item.message), bool(item.fix)) == (True, True, True)
            assert opening in lines[item.line - 1] or item.field.encode() in lines[item.line - 1]


@pytest.mark.parametrize("naming", _NAMINGS)
def test_a_file_is_of_the_older_format_unless_it_has_what_only_the_newer_one_has(naming: str) -> None:
    awards = list(invented_awards(synthetic_people(3), 3, by=(naming,)))  # type: ignore[arg-type]
    assert check(written(awards)).format_version == ("1.1.5" if naming == "identifiantNational" else "1.1.2")
