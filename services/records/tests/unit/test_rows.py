"""Formats of ours, whatever is in the file: bounded, every rule told with line, field and example, good lines kept."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from importlib import resources

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passeport_records.domain.batch import FileHead
from passeport_records.domain.holder import CivilIdentity, Sex, StudentNumber
from passeport_records.domain.report import Fault
from passeport_records.domain.statement import DiplomaClaim, StatementAction
from passeport_records.errors import FileInvalid
from passeport_records.feeds.diplomas.read import SCHEMA, check_diplomas, read_diplomas
from passeport_records.feeds.rows.lines import MAX_LINE_BYTES, lines_of
from passeport_records.feeds.rows.schema import Schema, is_uai
from passeport_records.feeds.trainings.read import SCHEMA as TRAININGS
from passeport_records.feeds.trainings.read import read_trainings
from samples import in_pieces
from statements import DIPLOMA, csv_of, json_lines_of

HEAD = FileHead()
Reader = Callable[[Callable[[], Iterable[bytes]], FileHead], Iterable[object]]


def checked(content: bytes, size: int = 4096) -> FileHead | FileInvalid:
    check = check_diplomas()
    try:
        for piece in in_pieces(content, size):
            check.feed(piece)
        return check.close()
    except FileInvalid as refused:
        return refused


def read(content: bytes, size: int = 4096) -> Sequence[DiplomaClaim | Fault]:
    return list(read_diplomas(lambda: in_pieces(content, size), HEAD))


def faults_of(**changes: object) -> list[Fault]:
    """What is wrong with a line that is right but for that; the same in both layouts."""
    wrong = DIPLOMA | changes
    line = {name: value for name, value in wrong.items() if value is not None}
    found = [read(csv_of([wrong])), read(json_lines_of([line]))]
    told = [[(each.field, each.rule, each.message) for each in items if isinstance(each, Fault)] for items in found]
    assert told[0] == told[1]
    return [each for each in found[1] if isinstance(each, Fault)]


@pytest.mark.parametrize("size", [1, 7, 4096])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_line_is_read_alike_however_it_is_written(size: int, ending: str, bom: bytes) -> None:
    for content in (csv_of([DIPLOMA], ending), json_lines_of([DIPLOMA], ending)):
        assert isinstance(checked(bom + content, size), FileHead)
        (claim,) = read(bom + content, size)
        assert isinstance(claim, DiplomaClaim)
        assert claim.holder == CivilIdentity(
            "FONTANEL", ("Claire", "Marie"), Sex.FEMALE, 2008, 5, 17, "59350", "99100", "", "071234567AB"
        )
        assert (claim.key, claim.title, str(claim.start)) == ("BAC-1", "Baccalauréat ; général", "2026-07")
        assert (claim.details.level, claim.details.diploma_code, claim.details.school_code) == (
            4,
            "40025214",
            "0750655E",
        )
        assert (claim.details.register, claim.details.code) == ("RNCP", "RNCP35185")
        assert (claim.organisation.name, claim.organisation.locality) == ("Lycée Faidherbe", "Académie de Lille")
        assert claim.action is StatementAction.CREATE


def test_who_is_named_by_ine_alone_is_looked_for_by_it() -> None:
    civil = {"prenom1", "prenom2", "sexe", "dateNaissance"}
    alone = {name: value for name, value in DIPLOMA.items() if name not in civil}
    (claim,) = read(csv_of([alone]))
    assert isinstance(claim, DiplomaClaim)
    assert claim.holder == StudentNumber("071234567AB", "FONTANEL")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"niveau": "9"}, [("niveau", "range")]),
        ({"niveau": "quatre"}, [("niveau", "type")]),
        ({"niveau": None}, [("niveau", "required")]),
        ({"idTechnique": "x" * 101}, [("idTechnique", "length")]),
        ({"mention": "BIEN"}, [("mention", "value")]),
        ({"codeDiplome": "4002521"}, [("codeDiplome", "format")]),
        ({"codeDiplome": None, "codeCertification": None}, [("codeDiplome", "code")]),
        ({"uai": "0750655A"}, [("uai", "format")]),
        ({"siretEtablissement": "12345678900000"}, [("siretEtablissement", "format")]),
        ({"dateObtention": "2026-02-30"}, [("dateObtention", "format")]),
        ({"dateObtention": "2007"}, [("dateObtention", "order")]),
        ({"ine": "0712"}, [("ine", "format")]),
        ({"nomNaissance": "--"}, [("nomNaissance", "name")]),
        ({"prenom1": None}, [("prenom1", "holder")]),
        ({"libelle": "Bac\u202e"}, [("libelle", "character")]),
        (
            {"sexe": "X", "niveau": "0", "action": "AJOUT"},
            [("action", "value"), ("niveau", "range"), ("sexe", "value")],
        ),
    ],
)
def test_every_rule_that_a_line_breaks_is_told_with_an_example(
    changes: dict[str, object], told: list[tuple[str, str]]
) -> None:
    faults = faults_of(**changes)
    assert sorted((fault.field, fault.rule) for fault in faults) == told
    assert [fault.rejects for fault in faults] == [True] + [False] * (len(faults) - 1)
    for fault in faults:
        example = SCHEMA.fields[fault.field].rules["examples"][0]
        assert fault.fix == f"Exemple : {example}"
        assert (fault.line, fault.key) == (1, "" if "idTechnique" in changes else "BAC-1")


def test_what_is_personal_is_not_repeated() -> None:
    (fault,) = faults_of(nomNaissance="Fontanel" * 20)
    assert (fault.rule, fault.value) == ("length", "(160 caractères masqués)")
    assert "Fontanel" not in repr(fault)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b"\n" + csv_of([DIPLOMA]), "empty"),
        (csv_of([]), "empty"),
        (csv_of([DIPLOMA]).decode().encode("utf-16"), "encoding"),
        (csv_of([DIPLOMA]).replace(b"niveau", "nivéau".encode("latin-1")), "encoding"),
        (b"\x1f\x8b\x08" + csv_of([DIPLOMA]), "encoding"),
        (b"[" + json_lines_of([DIPLOMA]) + b"]", "json_lines"),
        (csv_of([DIPLOMA]).replace(b";", b","), "separator"),
        (csv_of([DIPLOMA]).replace(b"niveau", b"nivau"), "column"),
        (csv_of([DIPLOMA]).replace(b"niveau", b"libelle"), "column"),
        (csv_of([DIPLOMA], without="niveau"), "column"),
        (b'"' + csv_of([DIPLOMA]), "quotes"),
        (csv_of([DIPLOMA], "\r"), "line_end"),
        (csv_of([DIPLOMA] * 500, "\r"), "line_end"),
        (json_lines_of([DIPLOMA] * 2, "\r"), "line_end"),
        (json_lines_of([DIPLOMA] * 2, " \r\r "), "line_end"),
        (json_lines_of([DIPLOMA] * 500, "\r"), "line_end"),
        (b"x" * (MAX_LINE_BYTES + 10), "line_size"),
    ],
)
@pytest.mark.parametrize("size", [1, 4096])
def test_what_is_no_such_file_is_refused_at_the_door(content: bytes, rule: str, size: int) -> None:
    refused = checked(content, size)
    assert isinstance(refused, FileInvalid)
    assert (refused.metadata["rule"], refused.line) == (rule, 1)


def test_a_line_of_json_that_holds_several_is_told_what_ends_them() -> None:
    one = json_lines_of([DIPLOMA], "\n")
    head = checked(one + json_lines_of([DIPLOMA] * 2, "\r"))
    assert not isinstance(head, FileInvalid)
    (fault,) = [item for item in read(one + json_lines_of([DIPLOMA] * 2, "\r")) if isinstance(item, Fault)]
    assert (fault.line, fault.rule, fault.rejects) == (2, "line_end", True)
    assert "CR" in fault.message
    # Between the parts of an object it is a blank as any other (RFC 8259, 2).
    spread = one.replace(b", ", b",\r")
    assert not isinstance(checked(spread), FileInvalid)
    assert [item for item in read(spread) if isinstance(item, Fault)] == []


def test_a_file_without_the_names_of_its_columns_is_refused_and_no_value_of_it_is_repeated() -> None:
    for value in ("2810444109021", "MARTIN", "1981-04-17"):
        line = csv_of([{value: "071234567AB", "Claire": "F"}])
        refused = checked(line + line)
        assert isinstance(refused, FileInvalid)
        assert (refused.metadata["rule"], refused.metadata["column"]) == ("column", "1")
        assert value not in f"{refused} {refused.metadata}"
    named = checked(csv_of([DIPLOMA]).replace(b"niveau", b"nivau"))
    assert "« nivau » n'existe pas ; la plus proche est niveau" in str(named)


BAD_LINES = st.one_of(
    st.binary(max_size=200).map(lambda data: data.replace(b"\n", b"") or b"x"),
    st.sampled_from(
        [
            b'"' + b";" * 23,
            b'a"b' + b";" * 23,
            b";" * 500,
            b"\0" * 30,
            "é".encode("latin-1") * 10,
            b"\xff\xfe" * 4,
            b"[" * 30_000,
            b'{"a":' * 9_000,
            b'{"niveau": 1' + b"0" * 9_000 + b"}",
            b'{"libelle": "\\ud800"}',
            b"x" * (MAX_LINE_BYTES + 1),
            b"{" + b",".join(b'"%d": 1' % number for number in range(5_000)) + b"}",
        ]
    ),
)


@settings(max_examples=60, deadline=None)
@given(bad=st.lists(BAD_LINES, max_size=6), size=st.sampled_from([1_000, 70_001]), as_json=st.booleans())
def test_good_lines_are_kept_whatever_stands_between_them(bad: list[bytes], size: int, as_json: bool) -> None:
    good = [DIPLOMA | {"idTechnique": f"D-{number}"} for number in range(len(bad) + 1)]
    first, *rows = (json_lines_of(good) if as_json else csv_of(good)).splitlines()
    lines = [] if as_json else [first]
    rows = [first, *rows] if as_json else rows
    for row, ill in zip(rows, bad, strict=False):
        lines += [row, ill]
    content = b"\n".join([*lines, rows[-1]])
    assert isinstance(checked(content, size), FileHead)
    items = read(content, size)
    assert {f"D-{number}" for number in range(len(good))} <= {
        item.key for item in items if isinstance(item, DiplomaClaim)
    }
    # However bad a line is, what is told of it is bounded.
    assert len(items) <= len(good) + len(bad) * len(SCHEMA.fields)
    assert all(len(item.message) < 1_000 and len(item.value) < 100 for item in items if isinstance(item, Fault))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3_000), st.sampled_from([1, 64, 4096]))
def test_no_bytes_break_the_reader(content: bytes, size: int) -> None:
    if isinstance(checked(content, size), FileHead):
        read(content, size)
    # However it is cut, a file has the same lines.
    assert list(lines_of(in_pieces(content, size))) == list(lines_of([content]))


def test_one_line_of_ten_megabytes_takes_no_memory() -> None:
    row = csv_of([DIPLOMA])
    content = row + b"x" * 10_000_000 + b"\n" + row.splitlines()[1]
    tracemalloc.start()
    try:
        items = list(read_diplomas(lambda: in_pieces(content, 65_536), HEAD))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [type(item) for item in items] == [DiplomaClaim, Fault, DiplomaClaim]
    assert (items[1].line, isinstance(items[1], Fault) and items[1].rule) == (3, "line_size")
    assert peak < 1_000_000


def values(name: str, schema: Schema) -> st.SearchStrategy[str]:
    """Values of a field, right ones and others."""
    rules = schema.fields[name].rules
    right = [str(each) for each in (*rules["examples"], *rules.get("enum", ()))]
    return st.sampled_from([*right, *right, "", "0", "12", "X" * 260, "2026-13", "59350", "RNCP1"])


def any_lines(schema: Schema) -> st.SearchStrategy[dict[str, str]]:
    """Lines of a format, some of them right: what is required is often there."""
    fields = {name: values(name, schema) for name in schema.fields}
    required = {name: st.just(schema.fields[name].example) for name in schema.required}
    others = {name: fields[name] for name in fields.keys() - required.keys()}
    return st.one_of(st.fixed_dictionaries({}, optional=fields), st.fixed_dictionaries(required, optional=others))


@pytest.mark.parametrize(
    ("schema", "read_items", "name"),
    [(SCHEMA, read_diplomas, "diplomas"), (TRAININGS, read_trainings, "trainings")],
    ids=["diplomas", "trainings"],
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_published_schema_says_what_the_reader_does(
    schema: Schema, read_items: Reader, name: str, data: st.DataObject
) -> None:
    line = data.draw(any_lines(schema))
    numbers = {name for name, field in schema.fields.items() if field.rules["type"] == "integer"}
    said = {
        field: int(value) if field in numbers and value.isdecimal() else value for field, value in line.items() if value
    }
    path = resources.files("passeport.records.v1").joinpath(f"{name}.schema.json")
    # `format` is a remark to a validator of others: keys of numbers and days that exist are ours to look at.
    published = jsonschema_rs.validator_for(json.loads(path.read_text("utf-8")), validate_formats=False)
    content = json_lines_of([said])
    faults = [each for each in read_items(lambda: [content], HEAD) if isinstance(each, Fault)]
    of_form = {fault.field for fault in faults if fault.rule == "format"}
    beyond = {name for name in of_form if "format" in schema.fields[name].rules}
    if published.is_valid(said):
        assert {fault.rule for fault in faults} <= {"order"} or beyond
    else:
        assert faults


@pytest.mark.parametrize("part", [{"prenom1": "Claire"}, {"prenom1": "Claire", "sexe": "F"}, {"dateNaissance": "2008"}])
def test_a_part_of_a_civil_identity_beside_an_ine_is_none(part: dict[str, str]) -> None:
    said = {name: SCHEMA.fields[name].example for name in (*SCHEMA.required, "codeDiplome", "ine")}
    said |= {"niveau": 4}  # type: ignore[dict-item]
    published = jsonschema_rs.validator_for(
        json.loads(resources.files("passeport.records.v1").joinpath("diplomas.schema.json").read_text("utf-8"))
    )
    (right,) = read_diplomas(lambda: [json_lines_of([said])], HEAD)
    (wrong, *_) = read_diplomas(lambda: [json_lines_of([said | part])], HEAD)
    assert isinstance(right, DiplomaClaim)
    assert isinstance(wrong, Fault)
    assert wrong.rule == "holder"
    assert (published.is_valid(said), published.is_valid(said | part)) == (True, False)


def test_the_key_of_a_school() -> None:
    assert [is_uai(text) for text in ("0750655E", "0750655F", "075065E", "٠750655E")] == [True, False, False, False]


def test_a_line_that_says_a_field_twice_is_refused_by_its_name() -> None:
    once = json.dumps(DIPLOMA)
    told = read(f'{once[:-1]}, "idTechnique": "BAC-2"}}\n{once}\n'.encode())
    fault, kept = told
    assert isinstance(fault, Fault)
    assert (fault.line, fault.field, fault.rule, fault.rejects) == (1, "idTechnique", "duplicate", True)
    assert "« idTechnique »" in fault.message
    assert isinstance(kept, DiplomaClaim)
