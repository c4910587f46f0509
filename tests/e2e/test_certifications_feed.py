"""The certifiers' feed: what is not of its format is refused whole and at once, what names nobody is told by line."""

import gzip
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from passeport_sandbox.feeds import PARTNERS
from passeport_sandbox.feeds.careers import trainings
from passeport_sandbox.feeds.certifications import Award, write_flux
from passeport_sandbox.personas import Persona, by_login, write_registry
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack
from tests.e2e.conftest import samples
from tests.e2e.feeds import Receipt, announced, line_of, read_receipt, send
from tests.waiting import until

MIB = 1024 * 1024
MESSAGE = "Aucun titulaire ne correspond aux critères obligatoires"
NOBODY = replace(by_login("noemie"), family_name="INTROUVABLE", birthdate="1971-01-01")
ANTOINE = Persona(
    login="antoine",
    given_names=("Antoine", "Julien", "Philippe"),
    family_name="DUPONT",
    preferred_username=None,
    gender="male",
    birthdate="1996-11-15",
    birthplace="31555",
    birthcountry="99100",
    email="antoine.dupont@example.org",
    nir="1961131555012",
    story="Le titulaire de l'exemple officiel.",
)


def award(login: str, code: str = "RS7000", **facts: object) -> Award:
    person = by_login(login)
    given = {"person": person, "key": str(uuid4()), "code": code, "obtained": date(2026, 5, 4), **facts}
    return Award(**given)  # type: ignore[arg-type]


def flux(awards: Sequence[Award]) -> bytes:
    pieces = write_flux(awards, sender=PARTNERS["certifs-ponant"], flux_id=uuid4(), written_at=datetime.now(UTC))
    return b"".join(pieces)


@pytest.fixture
def stored(stack: Stack) -> Callable[[], tuple[str, ...]]:
    """Counts what records holds of feeds."""

    def count() -> tuple[str, ...]:
        tables = ("entry", "provenance_step", "batch", "batch_file", "batch_item", "outbox")
        return tuple(stack.sql("records", f"SELECT count(*) FROM {table}") for table in tables)

    return count


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "words"),
    [
        (b">PAR_ADMISSION<", b">PAR_CHANCE<", "enumeration", "PAR_SCORING"),
        (b"<cpf:donneeCertifiee>true<", b"<cpf:donneeCertifiee>oui<", "type", "donneeCertifiee"),
        (b"<cpf:idTechnique>", b"<cpf:inconnu/><cpf:idTechnique>", "content", "inconnu"),
        (b"</cpf:sexe>", b"</cpf:sexes>", "syntax", "balise"),
    ],
    ids=["value", "type", "element", "syntax"],
)
def test_what_is_not_valid_is_refused_with_line_column_and_reason_and_nothing_is_stored(
    certifier: PartnerApi, stored: Callable[[], tuple[str, ...]], right: bytes, wrong: bytes, rule: str, words: str
) -> None:
    content = flux([award("noemie"), award("karim")]).replace(right, wrong, 1)
    before = stored()
    answer = send(certifier, "certifications", content)
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    problem = answer.json()
    assert (problem["code"], problem["rule"]) == ("file_invalid", rule)
    assert (problem["line"], problem["column"] >= 1) == (line_of(content, wrong), True)
    assert words in problem["reason"]
    assert stored() == before


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        (
            "doctype",
            b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "' + b"b" * 99 + b'"><!ENTITY c "&b;&b;">]>\n<a>&c;</a>',
        ),
        ("doctype", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        ("doctype", b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>'),
        ("encoding", flux([award("noemie")]).replace(b'encoding="UTF-8"', b'encoding="ISO-8859-1"')),
        ("encoding", flux([award("noemie")]).decode().encode("utf-16")),
        ("encoding", flux([award("isabelle")]).replace("É".encode(), b"E").replace("Ï".encode(), b"\xcf")),
        ("compression", b"\x1f\x8b\x08\x00 gzip"),
        ("syntax", b""),
    ],
    ids=["expansion", "external", "external-dtd", "declared", "utf-16", "latin-1", "gzip", "empty"],
)
def test_what_could_do_harm_is_refused_at_once(
    certifier: PartnerApi, stored: Callable[[], tuple[str, ...]], rule: str, content: bytes
) -> None:
    before, began = stored(), time.monotonic()
    answer = send(certifier, "certifications", content)
    assert time.monotonic() - began < 5
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, answer.text
    problem = answer.json()
    assert (problem["code"], problem["rule"]) == ("file_invalid", rule), problem
    assert problem["line"] >= 1
    assert b"root:" not in answer.content
    assert stored() == before


def test_what_is_too_large_is_refused_by_its_announced_size(
    stack: Stack, certifier: PartnerApi, stored: Callable[[], tuple[str, ...]]
) -> None:
    before = stored()
    headers = {
        "Authorization": certifier.authorization,
        "Content-Type": "application/xml",
        "Content-Length": str(200 * 1024 * 1024 + 1),
        "Content-Disposition": 'attachment; filename="large.xml"',
    }
    status, problem = announced(stack.addresses.gateway, "/partners/v1/feeds/certifications", headers)
    assert (status, problem["code"]) == (413, "body_too_large")
    assert stored() == before


def inflated(size: int) -> tuple[int, Iterator[bytes]]:
    """A file of some bytes, most of them in comments: its passages, and its pieces."""
    mark = b"                     <cpf:passageCertification>"
    before, *passages = flux([award("moana", code="RS5515") for _ in range(600)]).split(mark)
    comment = b"<!-- " + b"x" * 1011 + b" -->\n"

    def pieces() -> Iterator[bytes]:
        yield before
        for passage in passages:
            yield comment * (size // len(passages) // len(comment))
            yield mark + passage

    return len(passages), pieces()


def most_memory(pid: int) -> int:
    """The most that a process ever held, in bytes (proc(5))."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def test_a_large_file_passes_through_in_pieces(stack: Stack, certifier: PartnerApi) -> None:
    pids = [stack.pid(name) for name in ("gateway", "records")]
    named = {"Content-Type": "application/xml", "Content-Disposition": 'attachment; filename="large.xml"'}
    held = []
    # The first file also makes whatever is made once: what a file costs is what a larger one costs more.
    for size in (small := 24 * MIB, large := 72 * MIB):
        count, pieces = inflated(size)
        answer = certifier.request("POST", "/partners/v1/feeds/certifications", content=pieces, headers=named)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        batch = certifier.wait_for(answer.json()["id"])
        assert (batch["accepted"], batch["size"] > 0.99 * size) == (count, True)
        held.append([most_memory(pid) for pid in pids])
    grown = [more - less for less, more in zip(*held, strict=True)]
    assert max(grown) < (large - small) // 2, grown


def test_an_unknown_holder_is_told_and_the_others_are_kept(
    certifier: PartnerApi, holder: Callable[[str], Browser], tmp_path: Path
) -> None:
    stranger, known, other = award("noemie", person=NOBODY), award("noemie"), award("karim")
    batch, receipt = sent(certifier, flux([stranger, known, other]))
    assert (batch["accepted"], batch["unresolved"], batch["rejected"]) == (2, 1, 0)
    assert receipt.ok == {known.key, other.key}
    assert set(receipt.ko) == {stranger.key}
    assert receipt.ko[stranger.key][0].startswith(MESSAGE)
    entries = holder("noemie").ask("GET", "/api/v1/passport/records")["items"]
    assert known.code in {(entry.get("award") or {}).get("code") for entry in entries}
    provenance = [
        step
        for entry in entries
        for step in holder("noemie").ask("GET", f"/api/v1/passport/records/{entry['id']}/provenance")["steps"]
    ]
    assert known.key in {step["sender_key"] for step in provenance}


def test_the_same_passage_again_changes_nothing_and_is_told_as_a_duplicate(
    certifier: PartnerApi, holder: Callable[[str], Browser]
) -> None:
    one = award("lisandru", code="RS5641")
    sent(certifier, flux([one]))
    before = holder("lisandru").ask("GET", "/api/v1/passport/records")["items"]
    batch, receipt = sent(certifier, flux([one]))
    assert (batch["accepted"], batch["duplicates"]) == (0, 1)
    sent_by = f"bcr émetteur AB123CDE et l'id technique partenaire {one.key}"
    assert receipt.ko[one.key] == [f"Le passage certification avec le {sent_by} existe déjà en base"]
    assert holder("lisandru").ask("GET", "/api/v1/passport/records")["items"] == before


def test_the_same_file_again_is_the_same_batch(certifier: PartnerApi) -> None:
    content, name = flux([award("moana")]), f"{uuid4()}.xml"
    first, second = (send(certifier, "certifications", content, name=name).json()["id"] for _ in range(2))
    assert first == second


def test_a_gzip_is_read_as_what_is_in_it_and_what_concerns_prevention_is_marked(
    certifier: PartnerApi, holder: Callable[[str], Browser]
) -> None:
    name = f"{uuid4()}.xml.gz"
    content = flux([award("moana", code="RS7000"), award("moana", code="RS7256")])
    packed, encoded = {"Content-Type": "application/gzip"}, {"Content-Encoding": "gzip"}
    answers = [
        send(certifier, "certifications", gzip.compress(content), name=name, headers=how) for how in (packed, encoded)
    ]
    batches = [answer.json() for answer in answers]
    assert [batch["size"] for batch in batches] == [len(content)] * 2
    assert len({batch["id"] for batch in batches}) == 1
    assert certifier.wait_for(batches[0]["id"])["accepted"] == 2
    entries = holder("moana").ask("GET", "/api/v1/passport/records")["items"]
    marks = {(entry["award"]["code"], entry["award"]["prevention"]) for entry in entries if entry.get("award")}
    assert {("RS7000", True), ("RS7256", False)} <= marks
    assert ("RS7000", False) not in marks
    entry = next(one["id"] for one in entries if (one.get("award") or {}).get("code") == "RS7000")

    def arrived() -> list[str]:
        trainings = holder("moana").ask("GET", "/api/v1/passport/prevention/trainings")["items"]
        return [one["arrival"]["record_id"] for one in trainings if one["declarant"] == "automatic"]

    until(lambda: entry in arrived(), "it enters the passeport de prévention by itself")
    assert len(arrived()) == len({*arrived()})


def test_a_file_in_the_name_of_another_certifier_is_refused(stack: Stack, http: httpx.Client) -> None:
    other = stack.partner(http, "langues-et-numerique")
    answer = send(other, "certifications", flux([award("noemie")]))
    assert answer.status_code == httpx.codes.FORBIDDEN
    assert answer.json()["code"] == "sender_mismatch"


def test_a_batch_is_shown_to_nobody_else(stack: Stack, http: httpx.Client, certifier: PartnerApi) -> None:
    batch = send(certifier, "certifications", flux([award("moana")])).json()
    other = stack.partner(http, "langues-et-numerique")
    for path in (f"/partners/v1/batches/{batch['id']}", batch["report_url"]):
        answer = other.request("GET", path)
        assert answer.status_code == httpx.codes.NOT_FOUND
        assert answer.json()["code"] == "batch_not_found"


def two_of_three() -> bytes:
    """What the official sample says of the same holder."""
    return flux([award("noemie", person=ANTOINE, by=by) for by in ("titulaire", "dossierFormation", "titulaire")])


@pytest.mark.parametrize("content", samples(two_of_three, "certifications-officiel-v2.0.0.xml"))
def test_a_sample_of_every_way_to_name_a_holder_goes_in_whole(
    stack: Stack, certifier: PartnerApi, tmp_path: Path, content: Callable[[], bytes]
) -> None:
    register = tmp_path / "antoine.csv"
    write_registry(register, [ANTOINE])
    stack.run("identity", "import-persons", str(register))
    batch, receipt = sent(certifier, content())
    assert (batch["accepted"], batch["unresolved"], batch["rejected"]) == (2, 1, 0), receipt
    assert len(receipt.ok) == 2
    assert len(receipt.ko) == 1


def test_the_number_of_a_training_file_leads_to_whom_a_training_of_that_number_named(
    certifier: PartnerApi, holder: Callable[[str], Browser]
) -> None:
    (number,) = [one.key for one in trainings() if one.person.login == "noemie"]
    by_file = {"code": "RS6435", "by": "dossierFormation", "training_file": number}
    right, wrong = award("noemie", **by_file), award("karim", **by_file)
    batch, receipt = sent(certifier, flux([right, wrong]))
    assert (batch["accepted"], batch["unresolved"]) == (1, 1)
    assert receipt.ok == {right.key}
    assert receipt.ko[wrong.key] == [MESSAGE]
    entries = holder("noemie").ask("GET", "/api/v1/passport/records")["items"]
    assert "RS6435" in {(entry.get("award") or {}).get("code") for entry in entries}


def sent(certifier: PartnerApi, content: bytes) -> tuple[dict[str, int], Receipt]:
    """What became of a file that was taken."""
    answer = send(certifier, "certifications", content)
    assert answer.status_code == httpx.codes.ACCEPTED, answer.text
    batch = certifier.wait_for(answer.json()["id"])
    return batch, read_receipt(certifier.report(batch["id"], official=True).content)
