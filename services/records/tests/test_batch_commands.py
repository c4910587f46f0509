"""The commands of operators on batches, as programs, beside a service that works."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_records.storage import tables
from rpc_identity import Identity
from samples import contract, lot, message, person, simple_flux
from support import CERTIFIER
from test_service import PROGRAM, Environment, counted, environment, stream  # noqa: F401 - fixtures

PARTNER = (
    "--client-id",
    CERTIFIER.client_id,
    "--organisation",
    CERTIFIER.organisation.name,
    "--siret",
    CERTIFIER.organisation.siret,
    "--id-client",
    CERTIFIER.id_client,
)
BY = ("--operator", "a.martin", "--reason", "Panne du portail du certificateur")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "flux.xml"
    path.write_bytes(simple_flux("1", "2"))
    return path


@pytest.fixture
def wrong_file(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.xml"
    path.write_bytes(simple_flux("1").replace(b"PAR_SCORING", b"PAR_HASARD"))
    return path


@pytest.mark.usefixtures("stream", "engine")
async def test_an_operator_takes_a_file_in_reads_its_report_and_undoes_it(
    environment: Environment,  # noqa: F811 - a fixture
    owner_engine: AsyncEngine,
    identity: Identity,
    file: Path,
    tmp_path: Path,
) -> None:
    async with PROGRAM.running(environment):
        code, out, err = await PROGRAM.run(
            environment, "submit-feed", "certifications", str(file), *PARTNER, *BY, "--wait"
        )
        assert code == 0, err
        assert "2 unresolved" in out
        (batch,) = set(re.findall(r"^[0-9a-f-]{36}", out, re.MULTILINE))
        code, out, err = await PROGRAM.run(
            environment, "submit-feed", "certifications", str(file), *PARTNER, *BY, "--wait"
        )
        assert (code, out.count(batch), "was here already" in err) == (0, 1, True)
        identity.persons["Fontanel"] = new_id()
        code, out, _ = await PROGRAM.run(environment, "retry-unresolved", "--batch", batch, *BY)
        assert (code, out.split()[0]) == (0, "2")
        code, out, err = await PROGRAM.run(environment, "rollback-batch", batch, *BY, "--wait")
        assert code == 0, err
        assert "rolled_back" in out
        code, out, _ = await PROGRAM.run(environment, "batches", "--client-id", CERTIFIER.client_id)
        assert (code, out.split()[0], "rolled_back" in out) == (0, batch, True)
        report = tmp_path / "report.csv"
        code, _, err = await PROGRAM.run(environment, "batch-report", batch, "--output", str(report))
        assert code == 0, err
        assert [row["key"] for row in csv.DictReader(io.StringIO(report.read_text(), newline=""))] == ["1", "2"]
        code, out, _ = await PROGRAM.run(environment, "operator-acts")
        assert [line.split()[1] for line in out.splitlines()] == [
            "submit-feed",
            "submit-feed",
            "retry-unresolved",
            "rollback-batch",
        ]
        assert all(line.endswith(f"a.martin: {BY[3]}") for line in out.splitlines())
        cut = tmp_path / "cut.dsn"
        cut.write_bytes(lot(message(person(), contract())).rsplit(b"S90", 1)[0])
        code, out, _ = await PROGRAM.run(environment, "submit-feed", "dsn", str(cut), *PARTNER, *BY, "--wait")
        assert (code, "failed" in out) == (1, True)
    assert await counted(owner_engine, tables.waiting_item) == 0


@pytest.mark.usefixtures("stream", "engine")
async def test_what_cannot_be_taken_in_is_refused_with_its_place_and_leaves_nothing(
    environment: Environment,  # noqa: F811 - a fixture
    owner_engine: AsyncEngine,
    wrong_file: Path,
) -> None:
    file = wrong_file
    code, _, err = await PROGRAM.run(environment, "submit-feed", "certifications", str(file), *PARTNER, *BY)
    assert code == 1
    assert re.search(r"in the words for its sender: line \d+, column \d+", err)
    missing = file.with_name("missing.xml")
    code, _, err = await PROGRAM.run(environment, "submit-feed", "certifications", str(missing), *PARTNER, *BY)
    assert (code, "missing.xml: cannot be read" in err) == (2, True)
    code, _, err = await PROGRAM.run(environment, "submit-feed", "certifications", str(file), *PARTNER)
    assert (code, "--operator" in err) == (2, True)
    code, _, err = await PROGRAM.run(environment, "rollback-batch", str(new_id()), *BY)
    assert (code, "no batch has this identifier; `batches` lists them" in err) == (1, True)
    code, _, err = await PROGRAM.run(environment, "rollback-batch", "x", *BY)
    assert (code, "must be an identifier" in err) == (2, True)
    async with owner_engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.batch)) == 0
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.operator_act)) == 0
