"""The certifiers' feed: what a bad file gets, at once, with line, column and reason; and what it can never do."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from flux_calls import place_of, refusal
from official import samples
from passeport_records.errors import FileTooLarge
from passeport_records.feeds.certifications import check as check_module
from passeport_records.feeds.certifications import prolog as prolog_module
from passeport_records.feeds.certifications.check import FluxCheck
from passeport_records.feeds.certifications.read import read_passages
from samples import NATIONAL, NIR, TITULAIRE, certification, flux, passage, simple_flux

GOOD = simple_flux("1", "2", "3")
ONE_LINE = b">".join(part.strip() for part in GOOD.split(b">"))

CHANGES: list[tuple[bytes, bytes, bytes, str, str]] = [
    # what, by what, the tag that the refusal points at, rule, words of the reason
    (b"PAR_SCORING", b"PAR_HASARD", b"<cpf:obtentionCertification>", "enumeration", "PAR_ADMISSION, PAR_SCORING"),
    (b"<cpf:scoring>894</cpf:scoring>", b"", b"<cpf:passageCertification>", "content", "il manque"),
    (b"2029-04-17", b"2029-02-30", b"<cpf:dateFinValidite>", "type", "valeur reçue : « 2029-02-30 »"),
    (b"2029-04-17", b"2029-02-30", b"<cpf:dateFinValidite>", "type", "ce jour n'existe pas"),
    (b"2029-04-17", b"17/04/2029", b"<cpf:dateFinValidite>", "type", "n'a pas la forme attendue"),
    (b"2026-11-02T08:30", b"2026-02-30T08:30", b"<cpf:horodatage>", "type", "ce jour ou cette heure n'existe pas"),
    (b"2026-11-02T08:30:00+01:00", b"2026-11-02T08:30:00Z", b"<cpf:horodatage>", "pattern", "exemple"),
    (b"2026-11-02T08:30:00+01:00", b"2026-11-02T08:30:00.5+01:00", b"<cpf:horodatage>", "pattern", "exemple"),
    (b"AB123CDE", b"AB123", b"<cpf:idClient>", "length", "exactement 8"),
    (b"<cpf:prenom1>", b"<cpf:prenom9>x</cpf:prenom9><cpf:prenom1>", b"<cpf:prenom9>", "content", "n'est pas attendu"),
    (b">Fontanel<", b">" + b"F" * 61 + b"<", b"<cpf:nomNaissance>", "maxLength", "au plus 60"),
    (b">Fontanel<", b"><", b"<cpf:nomNaissance>", "minLength", "au moins 1"),
    (
        b"<cpf:anneeNaissance>1981",
        b"<cpf:anneeNaissance>1881",
        b"<cpf:anneeNaissance>",
        "minInclusive",
        "au moins 1900",
    ),
    (b"<cpf:moisNaissance>04", b"<cpf:moisNaissance>13", b"<cpf:moisNaissance>", "maxInclusive", "au plus 12"),
    (b"<cpf:prenom1>Claire", b"<cpf:prenom1 xsi:nil='true'>", b"<cpf:prenom1 ", "nil", "ne peut pas être vide"),
    (
        b"<cpf:nomUsage xsi:nil='true'/>",
        b"<cpf:nomUsage xsi:nil='true'>x</cpf:nomUsage>",
        b"<cpf:nomUsage ",
        "nil",
        "choisissez",
    ),
    (b"<cpf:titulaire>", b"<cpf:titulaire>texte", b"<cpf:titulaire>", "content", "pas de texte"),
    (b"<cpf:titulaire>", b"<cpf:titulaire lang='fr'>", b"<cpf:titulaire ", "attribute", "lang"),
    (b"<cpf:sexe>F<", b"<cpf:sexe><cpf:x/><", b"<cpf:sexe>", "content", "pas des éléments"),
]


@pytest.mark.parametrize("content", [GOOD, ONE_LINE], ids=["lines", "one line"])
@pytest.mark.parametrize(("old", "new", "tag", "rule", "words"), CHANGES, ids=[change[3] for change in CHANGES])
def test_a_rule_of_the_format_that_is_broken_is_told_with_its_place(
    content: bytes, old: bytes, new: bytes, tag: bytes, rule: str, words: str
) -> None:
    wrong = content.replace(old, new, 1)
    assert wrong != content
    refused = refusal(wrong)
    assert refused is not None
    assert (refused.line, refused.column) == place_of(wrong, tag)
    assert refused.metadata["rule"] == rule
    assert words in refused.metadata["detail"]


def test_the_second_of_two_like_elements_is_the_one_pointed_at() -> None:
    at = GOOD.rindex(b"PAR_SCORING")
    wrong = GOOD[:at] + b"PAR_HASARD!" + GOOD[at + 11 :]
    refused = refusal(wrong)
    assert refused is not None
    assert refused.line == wrong.count(b"\n", 0, at) + 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"</cpf:code>", b"</cpf:cod>", "balise fermante"),
        (b"</cpf:flux>\n", b"", "s'arrête avant la fin"),
        (b"Fontanel", b"Font & nel", "&amp;"),
        (b"Fontanel", b"Font < nel", "&lt;"),
        (b"Fontanel", b"&nom;", "entité"),
        (b"Fontanel", b"&#1;", "que le XML n'admet pas"),
        (b"Fontanel", b"\x01", "que le XML n'admet pas"),
        (b"Fontanel", b"Font&nel", "&amp;"),
        (b"Fontanel", b"<Fontanel", "&lt;"),
        (b"</cpf:flux>", b"</cpf:flux><x/>", "suit la fermeture"),
        (b"<cpf:code>", b"<zzz:code>", "espace de noms"),
    ],
)
def test_what_is_not_xml_is_told_with_its_place(old: bytes, new: bytes, words: str) -> None:
    wrong = GOOD.replace(old, new, 1)
    refused = refusal(wrong)
    assert refused is not None
    assert words in refused.metadata["detail"]
    assert 1 <= refused.line <= wrong.count(b"\n") + 1


def test_a_file_that_is_cut_anywhere_is_told_as_that() -> None:
    whole = simple_flux("1").rstrip()
    # In a closing tag and in the ones before the first passage, right behind a « < », in an attribute, in a text.
    for until in range(1, len(whole), 7):
        refused = refusal(whole[:until])
        assert refused is not None
        assert "s'arrête avant la fin" in refused.metadata["detail"], whole[:until][-20:]
        assert refused.line == whole.count(b"\n", 0, until - 1) + 1
    for more in (b"<", b"x"):
        refused = refusal(whole + more)
        assert refused is not None
        assert "suit la fermeture" in refused.metadata["detail"]


@pytest.mark.parametrize(
    "content", [b"", b"   \n", b"PK\x03\x04", b"\x1f\x8b\x08", b"bonjour", b"{}", b"<flux/>", b"<", b"<?xml"]
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    refused = refusal(content)
    assert refused is not None
    assert (refused.line, refused.reason) == (1, "FILE_INVALID")


def test_personal_values_are_never_repeated() -> None:
    for old, new in ((b">Fontanel<", b">" + b"SECRET" * 12 + b"<"), (b"<cpf:sexe>F", b"<cpf:sexe>SECRET")):
        refused = refusal(GOOD.replace(old, new, 1))
        assert refused is not None
        assert "SECRET" not in str(refused) + str(dict(refused.metadata))
    wrong_nir = flux(certification(passage(holder=NATIONAL.replace("28104", "98104"))))
    refused = refusal(wrong_nir)
    assert refused is not None
    assert "98104" not in str(dict(refused.metadata))


@pytest.mark.parametrize(
    ("nir", "words"),
    [
        ("281044410902154", "15 caractères : retirez les 2 derniers, la clé"),
        ("28104441090215", "14 caractère(s) au lieu de 13"),
        ("268082a004076", "la Corse en majuscules"),
        ("2 81 04 44 109 021", "sans clé ni espace"),
    ],
)
def test_what_is_wrong_with_a_nir_is_told(nir: str, words: str) -> None:
    refused = refusal(flux(certification(passage(holder=NATIONAL.replace(NIR, nir)))))
    assert refused is not None
    assert (refused.metadata["rule"], refused.metadata["field"]) == ("pattern", "nir")
    assert words in refused.metadata["detail"]
    assert nir not in refused.metadata["detail"]


BOMB = (
    b'<!DOCTYPE f [<!ENTITY a "'
    + b"z" * 100
    + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
EXTERNAL = b'<!DOCTYPE f [<!ENTITY nom SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("doctype", [BOMB, EXTERNAL, b"<!DOCTYPE f>", b'<!DOCTYPE f SYSTEM "http://127.0.0.1:9/x">'])
@pytest.mark.parametrize("size", [1, 4096])
def test_a_doctype_is_refused_before_any_parser_sees_it(doctype: bytes, size: int) -> None:
    wrong = GOOD.replace(b"<cpf:flux", b"<!-- <!DOCTYPE in a comment> -->\n" + doctype + b"<cpf:flux", 1)
    started = time.thread_time()
    refused = refusal(wrong, size)
    assert refused is not None
    assert (refused.metadata["rule"], refused.line, refused.column) == ("doctype", 3, 1)
    assert time.thread_time() - started < 1


def test_a_schema_that_the_file_points_at_is_not_fetched(tmp_path: Path) -> None:
    trap = tmp_path / "trap.xsd"
    hint = f'<cpf:flux xsi:schemaLocation="urn:cdc:cpf:pc5:schema:1.0.0 {trap}" '.encode()
    assert refusal(GOOD.replace(b"<cpf:flux ", hint, 1)) is None


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (GOOD.decode().encode("utf-16"), "encoding"),
        (GOOD.decode().encode("utf-16-le"), "character"),
        (GOOD.decode().encode("utf-32-be"), "character"),
        (GOOD.replace(b"UTF-8", b"ISO-8859-1", 1), "encoding"),
        (GOOD.replace(b"Fontanel", "Fontané".encode("latin-1"), 1), "encoding"),
        (GOOD.replace(b"Fontanel", b"Font\xed\xa0\x80anel", 1), "encoding"),
        (GOOD.replace(b"Fontanel", b"Font\0anel", 1), "character"),
        (GOOD[: GOOD.index(b"Fontanel") + 4] + b"\xc3", "encoding"),
        (GOOD.decode().encode("cp037"), "encoding"),
    ],
)
def test_a_wrong_encoding_is_refused(content: bytes, rule: str) -> None:
    for size in (3, 4096):
        refused = refusal(content, size)
        assert refused is not None
        assert refused.metadata["rule"] == rule


def test_the_place_of_a_wrong_byte_is_told() -> None:
    wrong = GOOD.replace(b"<cpf:prenom1>Claire", b"<cpf:prenom1>Cl\xe9aire", 1)
    for size in (5, 100_000):
        refused = refusal(wrong, size)
        assert refused is not None
        assert (refused.line, refused.column) == place_of(wrong, b"\xe9aire")


def test_a_byte_order_mark_is_welcome() -> None:
    assert refusal(b"\xef\xbb\xbf" + GOOD) is None


def test_more_than_the_limits_is_refused_without_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_module, "MAX_PASSAGES", 2)
    with pytest.raises(FileTooLarge) as refused:
        refusal(GOOD)
    assert refused.value.metadata == {"limit": "2", "unit": "passages"}


def test_more_than_the_largest_file_is_refused_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    # 200 MB, says `test_dsn_refusals` of every feed; and `test_certifications_read` that none is held.
    limit = 8 * 1024 * 1024
    monkeypatch.setattr(prolog_module, "MAX_FILE_BYTES", limit)

    def endless() -> Iterator[bytes]:
        yield GOOD[: GOOD.index(b"<cpf:passageCertification>")]
        block = passage().encode() * 40
        while True:
            yield block

    checking = FluxCheck()
    fed = 0
    with pytest.raises(FileTooLarge) as refused:  # noqa: PT012 - which block goes over is the parser's business
        for block in endless():
            fed += len(block)
            checking.feed(block)
            assert fed < limit * 1.05
    assert refused.value.metadata["limit"] == str(limit)
    assert fed > limit


@pytest.mark.parametrize(
    "noise",
    [b" " * 11_000_000, b"<!--" + b"x" * 3_000_000 + b"-->", b"<a>" * 100_000, b"<cpf:x " + b"y='1' " * 50_000],
    ids=["blanks", "comment", "depth", "attributes"],
)
def test_floods_are_survived(noise: bytes) -> None:
    wrong = GOOD.replace(b"<cpf:certification>", noise + b"<cpf:certification>", 1)
    started = time.thread_time()
    refusal(wrong, 1 << 20)
    assert time.thread_time() - started < 10


def test_a_prolog_without_end_is_refused() -> None:
    refused = refusal(b'<?xml version="1.0"?>' + b"<!-- x -->\n" * 20_000)
    assert refused is not None
    assert refused.metadata["rule"] == "prolog"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_mutation_of_a_file_is_ever_a_surprise(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["set", "cut", "copy", "insert"]))
        if kind == "set":
            content[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del content[at : at + data.draw(st.integers(1, 200))]
        elif kind == "copy":
            content[at:at] = content[at : at + data.draw(st.integers(1, 400))]
        else:
            content[at:at] = data.draw(st.binary(max_size=20))
        if not content:
            break
    body = bytes(content)
    refused = refusal(body, data.draw(st.sampled_from([1, 50, 5000])))
    if refused is None:
        checking = FluxCheck()
        checking.feed(body)
        assert list(read_passages(lambda: [body], checking.close()))
    else:
        assert refused.line >= 1
        assert refused.column >= 1
        assert refused.metadata["detail"]


def spoil(root: etree._Element, chosen: random.Random) -> None:
    """Changes one element: left out, doubled, emptied, made nil, moved, or filled with something else."""
    elements = [element for element in root.iter() if element.getparent() is not None]
    one, other = chosen.choice(elements), chosen.choice(elements)
    parent = one.getparent()
    assert parent is not None
    match chosen.randrange(7):
        case 0:
            parent.remove(one)
        case 1:
            one.addnext(etree.fromstring(etree.tostring(one)))
        case 2:
            one.text = ""
        case 3:
            one.set("{http://www.w3.org/2001/XMLSchema-instance}nil", "true")
        case 4:
            one.text = (other.text or "") + "x"
        case 5:
            one.text = chosen.choice(["true", "0", "2020-02-30", "A1", "é" * 61, " ", "12", "03"])
        case _:
            parent.insert(chosen.randint(0, 3), one)


def mutants(content: bytes, count: int) -> Iterator[bytes]:
    """Files near a good one."""
    chosen = random.Random(20261123)  # noqa: S311
    parser = etree.XMLParser(remove_blank_text=True)
    for _ in range(count):
        root = etree.fromstring(content, parser)
        for _ in range(chosen.randint(1, 2)):
            spoil(root, chosen)
        yield etree.tostring(root, xml_declaration=True, encoding="UTF-8")


MUTANTS = 600
# What the official schema says of the mutants of our sample, one bit each: it is not ours to ship, its verdicts are.
RECORDED = (
    "198480db0942c2900198200860004180199ab08100225848a1c00188a0924014431089440800008b62040500004a804850c20c1200c886083193"
    "90606cc678410502845a811640148008c0"
)


def recorded(sample: Path) -> list[bool]:
    """Of each mutant of our sample, whether the official schema accepted it."""
    return [bit == "1" for bit in f"{int(RECORDED, 16):0{MUTANTS}b}"]


def asked(sample: Path) -> list[bool]:
    """Of each mutant of a sample, whether the official schema accepts it, which lies beside the official sample."""
    official = etree.XMLSchema(etree.parse(sample.parent / "certifications-v1.1.2.xsd"))
    return [official.validate(etree.fromstring(mutant)) for mutant in mutants(sample.read_bytes(), MUTANTS)]


@pytest.mark.parametrize(
    ("sample", "verdicts"),
    samples(("certifications.xml", recorded), ("feeds/certifications-officiel-v2.0.0.xml", asked)),
)
def test_our_schema_accepts_and_refuses_what_the_official_one_does(
    sample: Path, verdicts: Callable[[Path], list[bool]]
) -> None:
    expected = verdicts(sample)
    for mutant, accepted in zip(mutants(sample.read_bytes(), MUTANTS), expected, strict=True):
        assert (refusal(mutant) is None) == accepted, mutant.decode()
    assert min(expected.count(True), expected.count(False)) > 50


def test_a_holder_named_twice_is_refused() -> None:
    assert refusal(flux(certification(passage(holder=TITULAIRE + NATIONAL)))) is not None
