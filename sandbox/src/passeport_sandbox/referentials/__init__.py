"""Referentials in their official formats, of what this sandbox needs or of any size: nothing official is shipped."""

from passeport_sandbox.referentials.certifications_csv import write_csv_zip
from passeport_sandbox.referentials.certifications_xml import write_xml
from passeport_sandbox.referentials.fiches import Fiche, invented_fiches, sandbox_fiches
from passeport_sandbox.referentials.lists import write_occupations, write_prevention, write_professions

__all__ = [
    "Fiche",
    "invented_fiches",
    "sandbox_fiches",
    "write_csv_zip",
    "write_occupations",
    "write_prevention",
    "write_professions",
    "write_xml",
]
