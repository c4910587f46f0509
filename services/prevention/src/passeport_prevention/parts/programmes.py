"""The programmes that are installed, with connections of their own, as a part that keeps looking at them."""

from __future__ import annotations

from functools import partial

from passeport_chassis import db
from passeport_chassis.store import StoreProcess
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.programmes.house import House
from passeport_prevention.programmes.load import Installed, installed, load_programmes
from passeport_prevention.programmes.revisions import head_of
from passeport_prevention.programmes.types import join_types
from passeport_prevention.settings import Settings
from passeport_prevention.storage.programmes import ProgrammeUnits, schema_fault
from passeport_prevention.usecases.programme_ports import ProgrammeTools

__all__ = ["find_programmes", "open_programmes"]


async def find_programmes(settings: Settings) -> tuple[TrainingTypes, list[Installed]]:
    """What is installed and not turned off, and all types of trainings, those of the table and theirs."""
    return join_types(settings.training_types, await load_programmes(installed(), settings.programme_names_off))


async def open_programmes(
    process: StoreProcess[Settings], types: TrainingTypes, found: list[Installed]
) -> ProgrammeTools:
    """What calling them takes."""
    settings = process.settings
    seconds, most = settings.programme_seconds, settings.programme_max_concurrent
    url = settings.database_url.get_secret_value()
    engine = db.create_engine(url, pool_size=most, application="passeport-programmes")
    process.closing.push_async_callback(engine.dispose)
    house = House(found, types, partial(schema_fault, engine, head_of), most_at_once=most, seconds=seconds)
    await house.look()
    process.add("programmes", house.watch, ping=house.ping)
    return ProgrammeTools(house, ProgrammeUnits(engine, seconds))
