"""What every programme passes before it is installed: subclass `Conformance` in a test, and name the programme.

It needs pytest, and a PostgreSQL of its own: the fixture `postgres_server` of passeport-testing.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib import resources
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.clock import system_clock
from passeport_chassis.db import create_engine, migrate
from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.errors import ProgrammeFieldInvalid, ProgrammeNothingThere, ProgrammeRefused
from passeport_prevention.extend import ENTRY_POINTS, Audience, Programme, Route, faults_of
from passeport_prevention.extend.wellformed import PART
from passeport_prevention.programmes.house import House
from passeport_prevention.programmes.load import Installed
from passeport_prevention.programmes.revisions import head_of, migrate_programme
from passeport_prevention.programmes.types import join_types
from passeport_prevention.storage.programmes import ProgrammeUnits, schema_fault
from passeport_prevention.usecases.call_programme import call_programme
from passeport_prevention.usecases.programme_ports import Call

__all__ = ["Conformance"]

# As the setting is by default.
_SECONDS = 2.0
_REFUSALS = (ProgrammeFieldInvalid, ProgrammeNothingThere, ProgrammeRefused)
_STRANGER = Partner("conformance-stranger", "Organisme sans lien (fictif)", "00000000000000")
_OBJECTS = sa.text(
    "SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
)
_TABLES = sa.text(
    "SELECT relname, EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'person_id'"
    " AND atttypid = 'uuid'::regtype AND attnotnull) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = :schema AND relkind IN ('r', 'p') AND relname <> 'alembic_version'"
)


class Conformance:
    """The suite. `programme` is the programme, `package` the package that it lies in."""

    programme: ClassVar[Programme]
    package: ClassVar[str]

    def test_it_is_well_formed(self) -> None:
        """Names, routes and models keep the rules of the API."""
        assert faults_of(self.programme) == []

    def test_its_entry_point_leads_to_it(self) -> None:
        """It is installed, once, under its own name."""
        (point,) = entry_points(group=ENTRY_POINTS, name=self.programme.name)
        assert point.load() is self.programme

    def test_it_imports_the_extension_api_and_what_it_declares_and_nothing_else(self) -> None:
        """What happens to be installed beside it is no reason to use it."""
        assert list(self._undeclared()) == []

    def _undeclared(self) -> Iterator[str]:
        (point,) = entry_points(group=ENTRY_POINTS, name=self.programme.name)
        asked = (point.dist.requires if point.dist is not None else None) or []
        declared = {_normal(re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0]) for line in asked}
        for path in sorted(Path(str(resources.files(self.package))).rglob("*.py")):
            for module in _imports(path):
                top = module.partition(".")[0]
                if top in sys.stdlib_module_names or top == self.package:
                    continue
                if top == "passeport_prevention":
                    if module != "passeport_prevention.extend":
                        yield f"{path.name}: {module}; fix: import what passeport_prevention.extend exports"
                elif not {_normal(one) for one in packages_distributions().get(top, [top])} & declared:
                    yield f"{path.name}: {module}; fix: name its distribution in pyproject.toml"

    def test_fields_of_its_routes_say_what_they_are(self) -> None:
        """Front ends make forms and pages of the schemas: each field has a description, each request an example."""
        for route in self.programme.routes:
            for model in filter(None, (route.request, route.response)):
                assert list(_silent(model)) == [], f"{route.path}: fields of {model.__name__} without a description"
            if route.request is not None:
                assert _examples(route), f"{route.path}: {route.request.__name__} has no example in its schema"
                for example in _examples(route):
                    route.request.model_validate(example)

    def test_types_and_rules_fit_the_table_and_name_their_source(self) -> None:
        """Its types and rules can be joined to those that come with the service."""
        _, (found,) = join_types(TrainingTypes.shipped(), [Installed(self.programme.name, self.programme)])
        assert found.fault == ""
        sources = [one.source for one in self.programme.training_types]
        assert all((*sources, *(rule.source for rule in self.programme.validity_rules)))

    async def test_its_tables_come_and_go_in_its_own_schema(self, postgres_server: Any) -> None:
        """Up, down to nothing and up again; a table with rows about persons has a `person_id`."""
        programme = self.programme
        if programme.migrations is None:
            return
        async with _database(postgres_server) as (owner, _, app_role):
            before = await _objects(owner)
            await migrate_programme(owner, app_role, programme)
            there = await _objects(owner)
            assert {schema for schema, _ in there - before} == {programme.schema}
            async with owner.connect() as connection:
                tables = {row[0]: row[1] for row in await connection.execute(_TABLES, {"schema": programme.schema})}
            without = {name for name, has_person in tables.items() if not has_person}
            assert without == programme.reference_tables, "tables without `person_id` are named in `reference_tables`"
            await migrate_programme(owner, app_role, programme, to="base")
            left = {name for schema, name in await _objects(owner) - before if not name.startswith("alembic_version")}
            assert left == set()
            await migrate_programme(owner, app_role, programme)
            assert await _objects(owner) == there

    async def test_it_answers_strangers_with_nothing_of_anybody(self, postgres_server: Any) -> None:
        """Each route, asked by who has nothing there: it refuses or is empty, in time, and never breaks."""
        async with _database(postgres_server) as (owner, app, app_role):
            if self.programme.migrations is not None:
                await migrate_programme(owner, app_role, self.programme)
            types, found = join_types(TrainingTypes.shipped(), [Installed(self.programme.name, self.programme)])
            house = House(found, types, partial(schema_fault, app, head_of), most_at_once=4, seconds=_SECONDS)
            await house.look()
            assert await house.ping() is None
            for route in self.programme.routes:
                where = f"{route.method} {route.path}"
                for parts in ({}, dict.fromkeys(PART.findall(route.path), "x")):
                    ask = partial(_asked, house, app, self.programme, route, parts)
                    one, other = [await ask(stranger) for stranger in _strangers(route)]
                    assert one == other, f"{where} tells one stranger what it hides of another"
                    if route.audience is Audience.PARTNER and PART.search(route.path):
                        assert one == "refused", f"{where} answers a partner who declared nothing"


def _strangers(route: Route) -> Sequence[UUID | Partner]:
    return (new_id(), new_id()) if route.audience is Audience.HOLDER else (_STRANGER, _STRANGER)


async def _asked(
    house: House, app: AsyncEngine, programme: Programme, route: Route, parts: Mapping[str, str], who: UUID | Partner
) -> bytes | str:
    path = PART.sub(lambda part: parts.get(part[1], str(new_id())), route.path)
    body = b""
    if route.request is not None:
        body = route.request.model_validate(_examples(route)[0]).model_dump_json().encode()
    call = Call(programme.name, route.audience.value, route.method, path, {}, body)
    try:
        return await call_programme(house, ProgrammeUnits(app, _SECONDS), system_clock, caller=who, call=call)
    except _REFUSALS:
        return "refused"


@asynccontextmanager
async def _database(server: Any) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine, str]]:
    """A database of prevention with nothing in it: as its owner, as the service, and the role of the service."""
    made = server.create_database(f"conformance_{new_id().hex[-12:]}", makes_roles=True)
    await migrate(made.owner_url, Path(str(resources.files("passeport_prevention"))) / "migrations", made.app)
    owner, app = create_engine(made.owner_url, pool_size=1), create_engine(made.app_url, pool_size=4)
    try:
        yield owner, app, made.app
    finally:
        await owner.dispose()
        await app.dispose()


async def _objects(owner: AsyncEngine) -> set[tuple[str, str]]:
    async with owner.connect() as connection:
        return {(row[0], row[1]) for row in await connection.execute(_OBJECTS)}


def _examples(route: Route) -> list[Any]:
    found: list[Any] = [] if route.request is None else route.request.model_json_schema().get("examples", [])
    return found


def _silent(model: type[BaseModel]) -> Iterator[str]:
    schema = model.model_json_schema()
    for described in (schema, *schema.get("$defs", {}).values()):
        for name, field in described.get("properties", {}).items():
            if not field.get("description"):
                yield name


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def _normal(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(".", "-")
