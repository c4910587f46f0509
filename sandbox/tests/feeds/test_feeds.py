"""The sample feeds: norm-true, the same each time, and about the personas they should be about."""

import gzip
import re
from collections import Counter
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

import pytest
from lxml import etree

from passeport_sandbox.__main__ import main
from passeport_sandbox.feeds import PARTNERS, volume, write_samples
from passeport_sandbox.feeds.careers import awards, contracts
from passeport_sandbox.feeds.dsn import Contract, FormerKey, deposit, end_of_contract, lot, monthly
from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.feeds.volume import (
    write_award_files,
    write_awards,
    write_month,
    write_people,
    write_withdrawals,
)
from passeport_sandbox.personas import by_login, load
from passeport_sandbox.personas.register import REGISTRY_COLUMNS

OFFICIAL_SCHEMA = Path(__file__).parents[4] / "shared" / "data" / "feeds" / "certifications-v1.1.2.xsd"
NAMESPACE = {"f": "urn:cdc:cpf:pc5:schema:1.0.0"}


def test_the_samples_are_the_same_each_time(tmp_path: Path) -> None:
    first, second = write_samples(tmp_path / "1"), write_samples(tmp_path / "2")
    for one, other in zip((*first.loaded, first.withdrawal), (*second.loaded, second.withdrawal), strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()
        assert one.path.name == other.path.name


def messages_of(path: Path) -> list[list[str]]:
    lines = path.read_bytes().decode("iso-8859-1").splitlines()
    assert all(re.fullmatch(r"S\d\d\.G\d\d\.\d\d\.\d{3},'[^\x00-\x1f\x7f-\x9f]+'", line) for line in lines)
    starts = [number for number, line in enumerate(lines) if line.startswith("S10.G00.00.001")]
    ends = [number for number, line in enumerate(lines) if line.startswith("S90.G00.90.002")]
    assert len(starts) == len(ends)
    return [lines[start : end + 1] for start, end in zip(starts, ends, strict=True)]


def test_every_message_counts_its_rubriques_and_every_lot_its_messages(tmp_path: Path) -> None:
    for sample in write_samples(tmp_path).loaded:
        if sample.feed == "dsn":
            messages = messages_of(sample.path)
            for message in messages:
                assert message[-2:] == [f"S90.G00.90.001,'{len(message)}'", "S90.G00.90.002,'1'"]
            assert f"S96.G51.00.002,'{len(messages)}'" in sample.path.read_text("iso-8859-1")


def test_months_hold_what_must_be_dropped_and_history_ends_contracts(tmp_path: Path) -> None:
    names = {sample.path.name: sample.path for sample in write_samples(tmp_path).loaded}
    month = Counter(line[:10] for line in chain(*messages_of(names["dsn-2026-10.dsn"])))
    assert {"S21.G00.50", "S21.G00.51", "S21.G00.78", "S21.G00.81"} <= month.keys()
    for message in messages_of(names["dsn-reprise-2026-08.dsn"]):
        assert "S20.G00.05.001,'07'" in message
        assert any(line.startswith("S21.G00.62.002") for line in message)


def test_awards_are_well_formed_and_of_the_official_format(tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(OFFICIAL_SCHEMA)) if OFFICIAL_SCHEMA.exists() else None
    samples = write_samples(tmp_path)
    found = {}
    for sample in (*samples.loaded, samples.withdrawal):
        if sample.feed == "certifications":
            root = etree.parse(sample.path)
            assert root.findtext("f:emetteur/f:idClient", namespaces=NAMESPACE) == sample.partner.id_client
            keys = [element.text for element in root.iterfind(".//f:idTechnique", NAMESPACE)]
            assert len(keys) == len(set(keys)) > 0
            found[sample.path.name] = keys
            if schema is not None and root.find("f:action", NAMESPACE) is None:
                schema.assertValid(root)
    assert found["certifications-ponant-suppression.xml"][0] in found["certifications-ponant.xml"]


def test_each_persona_has_the_career_that_his_story_wants() -> None:
    employed = {contract.person.login for contract in contracts()}
    awarded = {award.person.login for client_id in PARTNERS for award in awards(client_id)}
    assert {"lila", "noah"} & (employed | awarded) == set()
    assert employed | awarded | {"lila", "noah"} == {persona.login for persona in load()}
    (enzo,) = [contract for contract in contracts() if contract.person.login == "enzo"]
    assert enzo.scheme == "65"
    assert len([contract for contract in contracts() if contract.person.login == "claire"]) == 3


def contract(**changes: object) -> Contract:
    first = contracts()[0]
    said = {name: getattr(first, name) for name in first.__slots__}
    return Contract(**{**said, "end": None, **changes})


def test_a_deposit_has_crlf_and_nothing_around_it() -> None:
    held = contract(former=FormerKey(number="00011"), sick=True)
    content = b"".join(deposit([monthly(held.employer, date(2026, 10, 1), [held], redistributed=False)]))
    lines = content.split(b"\r\n")
    assert lines[0].startswith(b"S10.G00.00.001")
    assert not any(b"G51" in line or line[11:12] == b"9" for line in lines)
    assert b"S21.G00.41.014,'00011'" in lines
    assert any(line.startswith(b"S21.G00.60") for line in lines)


def test_a_contract_that_runs_is_not_closed() -> None:
    with pytest.raises(ValueError, match="not closed"):
        end_of_contract(contract())


def test_a_ligature_is_written_in_two_letters() -> None:
    held = contract(person=by_login("noemie"))
    content = b"".join(lot([monthly(held.employer, date(2026, 10, 1), [held])], number=1, made_on=date(2026, 11, 5)))
    assert "LEBOEUF-GARÇON".encode("iso-8859-1") in content


def test_people_without_a_story_are_all_different_and_the_same_each_time() -> None:
    people = list(synthetic_people(5000))
    assert people == list(synthetic_people(5000))
    assert people != list(synthetic_people(5000, seed=1))
    assert len({person.nir for person in people}) == len({person.family_name for person in people}) == 5000


def test_volume_is_written_for_as_many_as_wanted(tmp_path: Path) -> None:
    assert main(["feeds", str(tmp_path), "--people", "120"]) == 0
    header, *rows = (tmp_path / "persons.csv").read_text("utf-8").splitlines()
    assert header == ",".join(REGISTRY_COLUMNS)
    assert len(rows) == 120
    assert len(passages_of(tmp_path / "certifications.xml")) == 120
    assert len(passages_of(tmp_path / "certifications-suppression.xml")) == 12
    messages = messages_of(tmp_path / "dsn.dsn")
    assert len(messages) == 3
    assert sum(line.startswith("S21.G00.30.001") for line in chain(*messages)) == 120


@pytest.mark.parametrize("name", ["--people", "--months"])
def test_less_than_none_is_refused_by_its_name(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["feeds", str(tmp_path / "none"), name, "-1"])
    assert f"{name}: must be a whole number, 0 or more" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def passages_of(path: Path) -> dict[str, etree._Element]:
    """The passages of a file by their keys."""
    content = path.read_bytes()
    root = etree.fromstring(gzip.decompress(content) if path.suffix == ".gz" else content)
    found = root.findall(".//f:passageCertification", NAMESPACE)
    return {passage.findtext("f:idTechnique", "", NAMESPACE): passage for passage in found}


def test_invented_awards_say_all_that_the_format_lets_a_certifier_say(tmp_path: Path) -> None:
    write_awards(tmp_path / "flux.xml", 400, by=("titulaire", "dossierFormation"))
    root = etree.parse(tmp_path / "flux.xml")
    names = {etree.QName(element).localname for element in root.iter("*")}
    # Postal codes of births and what the Ministry of education adds belong to people who are not invented here.
    left_out = {"codePostalNaissance", "codePostal", "prenom2", "prenom3", "commentairesMEN", "codePaysNaissance"}
    left_out |= {"libelleCommuneNaissance", "libellePaysNaissance"}
    if OFFICIAL_SCHEMA.exists():
        told = etree.parse(OFFICIAL_SCHEMA).iterfind(".//xsd:element", {"xsd": "http://www.w3.org/2001/XMLSchema"})
        assert {str(element.get("name")) for element in told} - names == left_out
        etree.XMLSchema(etree.parse(OFFICIAL_SCHEMA)).assertValid(root)
    for name, values in {
        "niveauLangueEuropeen": 7,
        "mentionValidee": 6,
        "modaliteAcces": 8,
        "voieAccessVAE": 2,
    }.items():
        assert len({element.text for element in root.iterfind(f".//f:{name}", NAMESPACE)}) == values, name


def test_a_file_of_the_newer_format_has_an_action_and_names_holders_by_their_nir_too(tmp_path: Path) -> None:
    write_awards(tmp_path / "1.xml.gz", 50, version="1.1.5")
    write_withdrawals(tmp_path / "2.xml", 50)
    given, taken_back = passages_of(tmp_path / "1.xml.gz"), passages_of(tmp_path / "2.xml")
    assert list(taken_back) == list(given)[::10]
    by_nir = [one for one in given.values() if one.find(".//f:identifiantNational", NAMESPACE) is not None]
    assert len(by_nir) == 25
    assert etree.parse(tmp_path / "2.xml").findtext("f:action", namespaces=NAMESPACE) == "SUPPRESSION"


def test_what_is_too_much_for_one_file_is_written_into_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert write_award_files(tmp_path, 20) == [tmp_path / "certifications.xml"]
    monkeypatch.setattr(volume, "MOST_AWARDS", 20)
    paths = write_award_files(tmp_path, 50)
    assert [path.name for path in paths] == [f"certifications-{part}.xml" for part in (1, 2, 3)]
    people = [person.family_name for person in synthetic_people(50)]
    told = [
        passage.findtext(".//f:nomNaissance", "", NAMESPACE) for path in paths for passage in passages_of(path).values()
    ]
    assert told == people
    assert len({key for path in paths for key in passages_of(path)}) == 50


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for write in (write_people, write_awards, write_withdrawals, partial(write_awards, version="1.1.5")):
        write(tmp_path / "1", 50, 7)
        write(tmp_path / "2", 50, 7)
        assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    write_month(tmp_path / "1", 50, date(2026, 10, 1), 7)
    write_month(tmp_path / "2", 50, date(2026, 10, 1), 7)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_the_command_lists_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feeds", str(tmp_path)]) == 0
    assert "certifications-ponant.xml  certifs-ponant" in capsys.readouterr().out
