"""What records and prevention say of a file that is not of its format: the gateway has every sentence in English."""

import gzip
import re
from collections.abc import Iterator

import pytest

from passeport_gateway.domain.file_rules import sentence_in_english
from passeport_prevention.imports.columns import ADF
from passeport_prevention.imports.header import FileRefused, check_file_name
from passeport_prevention.imports.survey import Survey
from passeport_prevention.usecases.submit_import import file_invalid
from passeport_records.errors import FileInvalid
from passeport_records.feeds.certifications import messages
from passeport_records.feeds.certifications.check import FluxCheck
from passeport_records.feeds.certifications.prolog import MAX_TAG_BYTES
from passeport_records.feeds.compressed import MAX_MEMBERS, Unpacking
from passeport_records.feeds.diplomas.read import check_diplomas
from passeport_records.feeds.dsn.check import DsnCheck
from passeport_records.feeds.formats import FORMATS, FileCheck, MisplacedFault

_NAMESPACE = "{urn:cdc:cpf:pc5:schema:1.0.0}"
_FAULTS = (
    "Element '{}idClient': [facet 'length'] The value 'AB\nC' has a length of '4'; this differs from '8'.",
    "Element '{}type': [facet 'enumeration'] The value 'X' is not an element of the set {'RNCP', 'RS'}.",
    "Element '{}nir': [facet 'pattern'] The value '123' is not accepted by the pattern.",
    "Element '{}nir': [facet 'pattern'] The value '269059916004255' is not accepted by the pattern.",
    "Element '{}nir': [facet 'pattern'] The value '9690599160042' is not accepted by the pattern.",
    "Element '{}anneeNaissance': [facet 'minInclusive'] The value '1' is less than the minimum ('1900').",
    "Element '{}dateFinValidite': '2029-02-30' is not a valid value of the atomic type '{}jour'.",
    "Element '{}horodatage': '2026-02-30T08:30:00+01:00' is not a valid value of the atomic type '{}instant'.",
    "Element '{}resultat': This element is not expected.",
    "Element '{}a': This element is not expected. Expected is ( {}b ).",
    "Element '{}a': This element is not expected. Expected is one of ( {}a, {}b ).",
    "Element '{}a': Missing child element(s). Expected is ( {}b ).",
    "Element '{}a', attribute 'lang': The attribute 'lang' is not allowed.",
)
_BAD_XML = (
    b"", b" ", b"x", b"\x1f\x8b", b"PK\x03\x04", b"\xff\xfe<\0", b"<!DOCTYPE x><x/>", b"<x>\xe9</x>", b"<x>\0</x>",
    b"<x>\xc3", b"<?xml version='1.0' encoding='latin1'?><x/>", b" " * 70_000,
    b"<x a='" + b"y" * MAX_TAG_BYTES + b"'/>",
    b"<x>&nbsp;</x>", b"<x>&</x>", b"<x>< </x>", b"<x a='1' a='2'/>", b"<x></y>", b"<x", b"<x:y/>", b"<flux/>",
)  # fmt: skip
_BAD_DSN = (b"", b"x", b"\xef\xbb\xbfS10", b"\xff\xfe", b"\x1f\x8b", b"PK\x03\x04", b"S10.G00.00.001,'x'\r\n\0")
_BAD_GZIP = (b"\x1f\x8b", gzip.compress(b"") + b"x", gzip.compress(b"") * (MAX_MEMBERS + 1))
_COLUMNS = b"idTechnique;nomNaissance;libelle;niveau;dateObtention"
_BAD_ROWS = (
    b"", b"\n" + _COLUMNS, b"\xff\xfei", b"\x1f\x8b", b"PK\x03\x04", b"[{}]", b"\xe9;", b"x", b'"x;', b"nivo;",
    b"nivau;", _COLUMNS, _COLUMNS + b";niveau", b"niveau;libelle", b"x" * 70_000,
)  # fmt: skip
_FRENCH = re.compile(r"\b(?:le|la|les|une|est|et|ne|pas|dans|avec|doit|sur)\b")


def _of_libxml2() -> Iterator[str]:
    for kind in vars(messages)["_RULES"]:
        for fault in _FAULTS:
            yield messages.explain(kind, fault.replace("{}", _NAMESPACE)).detail
    for words, _ in vars(messages)["_SYNTAX"]:
        yield messages.explain("SYNTAX", words).detail
    yield messages.explain("SYNTAX", "nothing of the kind").detail


def _refused(check: FileCheck, content: bytes) -> str:
    try:
        check.feed(content)
        check.close()
    except FileInvalid as refusal:
        return refusal.metadata["detail"]
    except MisplacedFault as misplaced:
        return messages.explain(misplaced.fault.kind, misplaced.fault.message).detail
    raise AssertionError(f"{content[:20]!r} is taken")


def _unpacking_refused(content: bytes) -> str:
    unpacking = Unpacking()
    try:
        for _ in unpacking.feed(content):
            pass
        list(unpacking.close())
    except FileInvalid as refusal:
        return refusal.metadata["detail"]
    raise AssertionError(f"{content[:20]!r} is taken")


def _said() -> Iterator[str]:
    yield from _of_libxml2()
    for content in _BAD_XML:
        yield _refused(FluxCheck(), content)
    for content in _BAD_DSN:
        yield _refused(DsnCheck(), content)
    for content in _BAD_ROWS:
        yield _refused(check_diplomas(), content)
    for content in _BAD_GZIP:
        yield _unpacking_refused(content)


_HEADER = "|".join(ADF.names).encode()
_BAD_IMPORTS = (
    b"", b"\n", _HEADER, b"\xff\xfea", b"\x1f\x8b", b"PK\x03\x04", b"\xe9\n", _HEADER.replace(b"|", b";") + b"\n",
    b"NIR\n", _HEADER + b"\rx|\n", b"x" * 40_000, b"|" * 70 + b"\n", _HEADER.replace(b"|NIR|", b"|N.I.R|") + b"\n",
    _HEADER.replace(b"|NIR|", b"|") + b"\n", _HEADER.replace(b"|NIR|", b"|NIR|NIR|") + b"\n",
    _HEADER.replace(b"ID_DECLARATION|", b"") + b"\n", _HEADER + b"|x\n",
    _HEADER.replace(b"NIR|NOM_TITULAIRE", b"NOM_TITULAIRE|NIR") + b"\n",
)  # fmt: skip
_BAD_NAMES = ("a.txt", "a" * 200 + ".csv", "a:b.csv", "a\u2028.csv")


def _import_refused(content: bytes, name: str = "a.csv") -> str:
    try:
        check_file_name(name)
        survey = Survey()
        survey.feed(content)
        survey.close()
    except FileRefused as refused:
        return file_invalid(refused.faults).metadata["detail"]
    raise AssertionError(f"{content[:20]!r} is taken")


def _said_of_imports() -> Iterator[str]:
    for content in _BAD_IMPORTS:
        yield _import_refused(content)
    for name in _BAD_NAMES:
        yield _import_refused(b"", name)


@pytest.mark.parametrize("sentence", sorted({*_said(), *_said_of_imports()}))
def test_what_is_wrong_with_a_file_is_said_in_english_too(sentence: str) -> None:
    english = sentence_in_english(sentence)
    assert english, "give it words in services/gateway/src/passeport_gateway/domain/file_rules.toml"
    assert _FRENCH.search(english) is None
    # The values, the names of elements among them, are the same.
    assert sorted(re.findall(r"[0-9]+", english)) == sorted(re.findall(r"[0-9]+", sentence))


def test_all_feeds_have_an_english_of_the_empty_file() -> None:
    said = {sentence_in_english(_refused(chosen.check(), b"")) for chosen in FORMATS.values()}
    assert said == {"the file is empty: send its content as the body of the request"}
