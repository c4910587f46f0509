"""The certifiers' feed: no file, whatever its shape, takes more than so much memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest

import hostile_flux
from flux_calls import check, claims, refusal
from hostile_flux import REFUSED, TAKEN
from passeport_records.feeds.certifications.check import MAX_PASSAGE_BYTES
from passeport_records.feeds.certifications.words import Words
from samples import certification, flux, passage

MOST_MIB = 80
MOST_SECONDS = 30.0


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, Any]]:
    """What it took to check each file and to read it or find its fault, by its name."""
    run = subprocess.run([sys.executable, hostile_flux.__file__], capture_output=True, text=True, check=True)
    return {told["name"]: told for told in map(json.loads, run.stdout.splitlines())}


@pytest.mark.parametrize("name", TAKEN)
def test_odd_files_of_the_format_are_taken_in_bounded_memory(name: str, costs: dict[str, dict[str, Any]]) -> None:
    cost = costs[name]
    assert cost["outcome"] == "True"
    assert cost["mib"] < MOST_MIB
    assert cost["seconds"] < MOST_SECONDS


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused_in_bounded_memory(name: str, costs: dict[str, dict[str, Any]]) -> None:
    cost = costs[name]
    assert cost["outcome"] == REFUSED[name][0]
    assert cost["mib"] < MOST_MIB
    assert cost["seconds"] < MOST_SECONDS


def with_tag(tag: bytes, attributes: bytes) -> bytes:
    return flux(certification(passage())).replace(b"<" + tag, b"<" + tag + b" " + attributes, 1)


MANY = b" ".join(b'a%d="x"' % number for number in range(100_000))


@pytest.mark.parametrize("tag", [b"cpf:flux", b"cpf:passageCertification", b"cpf:nomNaissance"])
@pytest.mark.parametrize("attributes", [MANY, MANY.replace(b" ", b"\n"), b'a="' + b"x" * 20_000 + b'"'])
@pytest.mark.parametrize("size", [1000, 65_536, 1 << 20])
def test_a_tag_that_is_too_long_is_refused_where_it_begins_before_it_is_parsed(
    tag: bytes, attributes: bytes, size: int
) -> None:
    content = with_tag(tag, attributes)
    started = time.process_time()
    refused = refusal(content, size)
    assert time.process_time() - started < 0.5
    assert refused is not None
    assert refused.metadata["rule"] == "tagSize"
    at = content.index(b"<" + tag + b" ")
    assert (refused.line, refused.column) == (content.count(b"\n", 0, at) + 1, at - content.rfind(b"\n", 0, at))


@pytest.mark.parametrize("size", [1, 1000, 65_536])
def test_a_long_comment_and_a_tag_of_many_namespaces_are_not_too_long(size: int) -> None:
    namespaces = b" ".join(b'xmlns:n%d="urn:n"' % number for number in range(700))
    assert len(namespaces) > 12_000
    content = with_tag(b"cpf:flux", namespaces)
    content = content.replace(b"<cpf:idFlux>", b"<!-- " + b"x" * 20_000 + b" --><cpf:idFlux>")
    assert refusal(content, size) is None


RESULT = (
    "<cpf:resultat><cpf:niveau>5</cpf:niveau><cpf:domaineCompetenceId>3</cpf:domaineCompetenceId>"
    "<cpf:competenceId>4</cpf:competenceId></cpf:resultat>"
)


def digital(results: int) -> bytes:
    said = f"<cpf:resultats>{RESULT * results}</cpf:resultats>"
    return flux(certification(passage(presenceNiveauNumeriqueEuro="true", niveauNumeriqueEuropeen=said)))


def test_a_passage_has_at_most_32_results() -> None:
    (claim,) = claims(digital(32))
    assert len(claim.details.digital_results) == 32
    refused = refusal(digital(33))
    assert refused is not None
    assert (refused.metadata["rule"], refused.metadata["field"]) == ("content", "resultat")
    assert "au plus 32" in refused.metadata["detail"]


def test_a_passage_of_the_longest_values_is_far_from_the_limit() -> None:
    long = "\N{OGHAM LETTER BEITH}" * 255
    one = passage(long, libelleOption=long, scoring=long, verbatim=long, urlPreuve=long)
    assert len(one.encode()) * 5 < MAX_PASSAGE_BYTES
    assert len(claims(flux(certification(one, one.replace(long, "P-2", 1))))) == 2


def test_a_passage_that_is_too_long_is_pointed_at() -> None:
    wrong = flux(certification(passage("1"), passage("2", verbatim=f"<!--{'x' * 3 * MAX_PASSAGE_BYTES}-->y")))
    refused = refusal(wrong)
    assert refused is not None
    assert (refused.metadata["rule"], refused.metadata["field"]) == ("passageSize", "passageCertification")
    second = wrong.index(b"<cpf:passageCertification>", wrong.index(b"<cpf:passageCertification>") + 1)
    assert refused.line == wrong.count(b"\n", 0, second) + 1
    assert "128 Kio" in refused.metadata["detail"]


def test_instructions_of_any_name_may_stand_anywhere() -> None:
    content = flux(certification(passage("1"), passage("2"))).replace(b">\n<cpf:", b">\n<?tool x?><cpf:")
    assert [claim.key for claim in claims(content)] == ["1", "2"]
    assert not check(content.replace(b"</cpf:certification>", b"<?tool?></cpf:certification>")).late_heads


def test_too_many_words_are_told_where_the_last_straw_is() -> None:
    def declaring(at: int) -> str:
        declared = " ".join(f"xmlns:p{number}='u:{'x' * 90}{at}-{number}'" for number in range(100))
        return passage(str(at)).replace("<cpf:verbatim>", f"<cpf:verbatim {declared}>")

    # A hundred have some 9,600 bytes: those of the seventh passage are too many.
    wrong = flux(certification(*map(declaring, range(10))))
    refused = refusal(wrong)
    assert refused is not None
    assert refused.metadata["rule"] == "words"
    assert wrong.splitlines()[refused.line - 1].count(b"-99'") == 1
    assert b"6-99'" in wrong.splitlines()[refused.line - 1]


def test_words_are_counted_once_each() -> None:
    words = Words()
    for _ in range(10_000):
        words.add("cpf", "urn:x")
        words.add_blanks(b">\n    <a>\n        <b> </b>" + b" " * 70_000 + b"<c>")
    assert not words.too_many
    words.add_blanks(b" " * 1_000_000)
    assert not words.too_many
    words.add("x" * 70_000)
    assert words.too_many
