"""How a document looks; what it says is the snapshot's alone."""

from enum import StrEnum


class Template(StrEnum):
    """The layouts of a CV."""

    CLASSIC = "classic"
    """Two columns: when, and what."""
    ATS = "ats"
    """One column that applicant-tracking systems read from top to bottom."""
    EUROPASS = "europass"
    """In the manner of the Europass CV."""
