"""2D-Docs: read by a library that others wrote, verified under the certificate that its header names, and refused."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import zxingcpp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from tddoc.doc import TwoDDoc as Read
from tddoc.keychain import KeyChain

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.domain.birth import Birth
from passeport_publishing.domain.snapshot import Detail, Item, Kind, Nature, Organisation, Snapshot
from passeport_publishing.errors import TwoDDocNotPossible, TwoDDocsNotOffered
from passeport_publishing.two_d_doc import TwoDDocMaker, TwoDDocSeal
from passeport_publishing.two_d_doc.text import plain
from passeport_publishing.usecases.two_d_doc_ports import TwoDDoc
from passeport_testing.certificates import CertificateAuthority, LeafFiles
from samples import CODE, make_attestation, make_item, make_snapshot

JOB = make_attestation().items[0]
DIPLOMA = make_item(
    "Licence Sciences, technologies, santé mention Informatique parcours Ingénierie des données et œuvres numériques",
    kind=Kind.DIPLOMA,
    start=PartialDate(2014, 7, 4),
    details=(Detail("level", "6"),),
)
ABROAD = Birth("F", "99352")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> LeafFiles:
    return CertificateAuthority.create("FR00").write_leaf(tmp_path_factory.mktemp("2d-doc"), "PAS0")


@pytest.fixture(scope="module")
def maker(files: LeafFiles) -> TwoDDocMaker:
    seal = TwoDDocSeal.load(files.key, files.certificate)
    return TwoDDocMaker(seal, lambda: seal.begins + timedelta(days=1))


def attesting(item: Item, **holder: object) -> Snapshot:
    snapshot = make_attestation()
    return replace(snapshot, items=(item,), holder=replace(snapshot.holder, **holder))  # type: ignore[arg-type]


def made(maker: TwoDDocMaker, item: Item, birth: Birth = ABROAD, **holder: object) -> TwoDDoc:
    return maker.make(attesting(item, **holder), item, birth, CODE)


def verify(text: str, certificate: Path) -> None:
    """As the specification says. Raises InvalidSignature."""
    signed, _, written = text.partition("\x1f")
    signature = base64.b32decode(written + "=" * (-len(written) % 8))
    pair = (int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(encode_dss_signature(*pair), signed.encode("ascii"), ec.ECDSA(hashes.SHA256()))


def seen(svg: str) -> str:
    """What a reader of symbols sees in the drawing."""
    width, height = (int(svg.split(f'{side}="')[1].split('"', maxsplit=1)[0]) for side in ("width", "height"))
    scale, quiet = 4, 8
    row = (width + 2 * quiet) * scale
    image = bytearray(b"\xff" * (row * (height + 2 * quiet) * scale))
    for x, y, across, down in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z", svg):
        left, wide = (int(x) + quiet) * scale, int(across) * scale
        for line in range((int(y) + quiet) * scale, (int(y) + quiet + int(down)) * scale):
            image[line * row + left : line * row + left + wide] = b"\x00" * wide
    found = zxingcpp.read_barcodes(memoryview(image).cast("B", (len(image) // row, row)))
    assert [one.format for one in found] == [zxingcpp.BarcodeFormat.DataMatrix]
    return bytes(found[0].bytes).decode("ascii")


def fields(doc: TwoDDoc) -> dict[str, str]:
    return {field.identifier: field.value for field in doc.fields}


def test_an_employment_is_type_29_and_says_what_is_obligatory(maker: TwoDDocMaker, files: LeafFiles) -> None:
    doc = made(maker, JOB)
    assert re.match(r"DC04FR00PAS0[0-9A-F]{8}2901FR", doc.text)
    assert fields(doc) == {
        "01": CODE,
        "62": "LEFEBVRE",
        "60": "CAMILLE/MARIE",
        "69": "14051991",
        "5V": "032021092026",
        "55": "01032021",
        "50": "73282932000074",
        "5X": "CONDUCTRICE DE TRAVAUX",
        "5M": "BATISSEURS DE L OUEST SAS",
    }
    verify(doc.text, files.certificate)
    assert seen(doc.svg) == doc.text
    assert doc.svg.startswith("<svg")


def test_others_read_an_employment_whole_though_they_do_not_know_5v(maker: TwoDDocMaker) -> None:
    doc = made(maker, replace(JOB, title="Conductrice de travaux " * 4))
    told = {data.definition.id: data.value for data in Read.from_code(doc.text).message.dataset}
    assert told.pop("55").isoformat() == "2021-03-01"
    assert told.pop("69").isoformat() == "1991-05-14"
    assert told == {
        "62": "LEFEBVRE",
        "60": "CAMILLE/MARIE",
        "50": "73282932000074",
        "5X": fields(doc)["5X"],
        "5M": "BATISSEURS DE L OUEST SAS",
        "01": CODE,
        "5V": "032021092026",
    }


def test_a_diploma_is_type_b0_and_others_read_it(maker: TwoDDocMaker, files: LeafFiles) -> None:
    doc = made(maker, DIPLOMA)
    read = Read.from_code(doc.text)
    assert (read.header.doc_type_id, read.header.ca_id, read.header.cert_id) == ("B0", "FR00", "PAS0")
    assert str(read.header.emit_date) == "2026-11-23"
    told = {data.definition.id: data.value for data in read.message.dataset}
    assert {name: told[name] for name in ("B0", "B2", "B6", "B9", "BD", "BG", "BH", "BI", "BJ")} == {
        "B0": "CAMILLE/MARIE",
        "B2": "LEFEBVRE",
        "B6": "F",
        "B9": "DZ",
        "BD": "6",
        "BG": "LC",
        "BH": "SCIENCES TECHNOLOGIES SANTE",
        "BI": "INFORMATIQUE",
        "BJ": "INGENIERIE DES DONNEES ET OEUV",
    }
    assert told["B7"].isoformat() == "1991-05-14"
    keys = KeyChain()
    for path in (files.certificate, files.authority):
        keys.der_add(x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER))
    assert read.signature_is_valid(keys)
    assert seen(doc.svg) == doc.text


def test_whatever_sign_is_changed_it_is_no_longer_signed(maker: TwoDDocMaker, files: LeafFiles) -> None:
    text = made(maker, JOB).text
    for place in range(text.index("\x1f")):
        spoilt = "A" if text[place] != "A" else "B"
        with pytest.raises(InvalidSignature):
            verify(text[:place] + spoilt + text[place + 1 :], files.certificate)


def short(title: str, **rest: object) -> Item:
    return replace(DIPLOMA, title=title, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "of_type", "mention", "speciality"),
    [
        ("Baccalauréat général", "BA", "", ""),
        ("Baccalauréat professionnel Métiers de l'électricité", "BP", "", "METIERS DE L ELECTRICITE"),
        ("CAP Cuisine", "CA", "", "CUISINE"),
        ("Brevet de technicien supérieur Bâtiment", "BT", "", "BATIMENT"),
        ("Licence professionnelle mention Métiers du BTP", "LP", "METIERS DU BTP", ""),
        ("Master mention Droit", "MA", "DROIT", ""),
        ("Diplôme d’ingénieur de l’École des mines", "IN", "", "DE L ECOLE DES MINES"),
    ],
)
def test_the_type_of_a_diploma_is_read_from_its_title(
    maker: TwoDDocMaker, title: str, of_type: str, mention: str, speciality: str
) -> None:
    told = fields(made(maker, short(title)))
    assert (told["BG"], told["BI"], told["BJ"]) == (of_type, mention, speciality)


REFUSED: dict[str, tuple[Item, Birth, dict[str, object]]] = {
    "known_until": (replace(JOB, provenance=replace(JOB.provenance, known_until=None)), ABROAD, {}),
    "siret": (replace(JOB, organisation=Organisation("Une société")), ABROAD, {}),
    "start_date": (replace(JOB, start=PartialDate(2021, 3)), ABROAD, {}),
    "birth_date": (JOB, ABROAD, {"birth_date": PartialDate(1991)}),
    "title": (replace(JOB, title="مهندس"), ABROAD, {}),
    "birth_name": (JOB, ABROAD, {"family_name": "Petrov-Ωμέγα"}),
    "given_names": (DIPLOMA, ABROAD, {"given_names": ""}),
    "sex": (DIPLOMA, Birth("", "99100"), {}),
    "birth_country": (DIPLOMA, Birth("M", "99115"), {}),
    "level": (replace(DIPLOMA, details=()), ABROAD, {}),
    "diploma_type": (short("Capacité en droit"), ABROAD, {}),
    "document_type": (make_item("SST", kind=Kind.TRAINING), ABROAD, {}),
}


@pytest.mark.parametrize("missing", REFUSED)
def test_what_it_would_take_is_named(maker: TwoDDocMaker, missing: str) -> None:
    item, birth, holder = REFUSED[missing]
    with pytest.raises(TwoDDocNotPossible) as refusal:
        made(maker, item, birth, **holder)
    assert refusal.value.metadata == {"missing": missing}


def test_it_is_made_of_attestations_alone_and_of_what_is_guaranteed(maker: TwoDDocMaker) -> None:
    declared = replace(JOB, nature=Nature.DECLARED)
    with pytest.raises(TwoDDocNotPossible, check=lambda one: one.metadata == {"missing": "document_type"}):
        made(maker, declared)
    with pytest.raises(TwoDDocNotPossible, check=lambda one: one.metadata == {"missing": "attestation"}):
        maker.check(make_snapshot(JOB), JOB)


def test_none_is_made_before_or_after_its_certificate_holds(files: LeafFiles) -> None:
    seal = TwoDDocSeal.load(files.key, files.certificate)
    for moment in (seal.begins - timedelta(seconds=1), seal.ends + timedelta(seconds=1)):
        with pytest.raises(TwoDDocsNotOffered):
            made(TwoDDocMaker(seal, partial(lambda at: at, moment)), JOB)


@given(st.text(max_size=80))
def test_any_text_is_written_with_the_signs_that_there_are(text: str) -> None:
    written = plain(text)
    assert re.fullmatch("[A-Z0-9]*( [A-Z0-9]+)*", written)
    assert plain(written) == written
    assert re.fullmatch("[A-Z]*( [A-Z]+)*", plain(text, digits=False))


def test_when_its_certificate_ends_is_a_metric_where_there_is_one(maker: TwoDDocMaker, files: LeafFiles) -> None:
    ends = TwoDDocSeal.load(files.key, files.certificate).ends.timestamp()
    labels = {"authority": "FR00", "certificate": "PAS0"}
    assert REGISTRY.get_sample_value("two_d_doc_expiry_timestamp_seconds", labels) == ends
    assert REGISTRY.get_sample_value("two_d_doc_expiry_timestamp_seconds") is None


def wrong_files(files: LeafFiles, folder: Path) -> Iterator[tuple[Path, Path, str]]:
    other = CertificateAuthority.create("FR00").write_leaf(folder / "other", "PAS0")
    unnamed = CertificateAuthority.create("FR00").write_leaf(folder / "unnamed", "passeport")
    unlisted = CertificateAuthority.create("Une autorité").write_leaf(folder / "unlisted", "PAS0")
    yield files.certificate, files.certificate, "holds no PEM private key"
    yield files.key, files.key, "holds no PEM certificate"
    yield other.key, files.certificate, "is of another key"
    yield unnamed.key, unnamed.certificate, "common name of its subject must be 4 capital letters or digits"
    yield unlisted.key, unlisted.certificate, "common name of its issuer must be 4 capital letters or digits"


def test_files_that_no_reader_could_go_by_are_refused_by_what_is_wrong(files: LeafFiles, tmp_path: Path) -> None:
    for key, certificate, said in wrong_files(files, tmp_path):
        with pytest.raises(ValueError, match=said):
            TwoDDocSeal.load(key, certificate)


def test_names_are_written_without_accents_and_signs(maker: TwoDDocMaker) -> None:
    doc = made(maker, JOB, given_names="Jean-Noël", family_name="D’Estaing-Müller")
    assert (fields(doc)["60"], fields(doc)["62"]) == ("JEAN NOEL", "D ESTAING MULLER")
