"""What receiving and processing imports takes, on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from import_files import Known
from passeport_dossier.storage.sealing import KeyRing
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.import_ports import ImportTools
from support import REGULATION, TYPES, clock


@pytest.fixture
def known() -> Known:
    return Known()


@pytest.fixture
def tools(open_work: UnitsOfWork, known: Known, import_keys_file: Path) -> ImportTools:
    return ImportTools(open_work, KeyRing.load(import_keys_file), known, REGULATION, TYPES, clock)
