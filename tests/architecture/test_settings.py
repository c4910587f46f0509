"""Every setting of a service is documented in its README, and no page of the service names one that is none."""

import importlib
import re

import pytest

from passeport_chassis.settings import ServiceSettings
from tests.architecture.house import SERVICES
from tools.distributions import ROOT

# Settings of a process as a whole, explained once for all services.
_NAMED = re.compile(r"PASSEPORT_[A-Z0-9_]+")


def settings_of(service: str) -> type[ServiceSettings]:
    found: type[ServiceSettings] = importlib.import_module(f"passeport_{service}.settings").Settings
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_is_documented(service: str) -> None:
    folder = ROOT / "services" / service
    readme = set(_NAMED.findall((folder / "README.md").read_text()))
    pages = {name for page in folder.glob("docs/*.md") for name in _NAMED.findall(page.read_text())}
    wanted = {f"PASSEPORT_{name.upper()}" for name in settings_of(service).model_fields}
    documented, elsewhere = (
        {name if name in wanted else name.removesuffix("_FILE") for name in names} for names in (readme, pages)
    )
    assert wanted - documented == set(), "settings that the README does not name"
    assert {name for name in documented | elsewhere if not name.endswith("_")} - wanted == set(), (
        "named, but no setting"
    )


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_says_what_it_is(service: str) -> None:
    silent = [name for name, field in settings_of(service).model_fields.items() if not field.description]
    assert silent == []
