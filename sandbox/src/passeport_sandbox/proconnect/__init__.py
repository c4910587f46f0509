"""A ProConnect of our own, for the invented professionals of invented bodies; `app` builds it, `command` serves it."""

from passeport_sandbox.proconnect.people import BODIES, PROFESSIONALS, Body, Professional

__all__ = ["BODIES", "PROFESSIONALS", "Body", "Professional"]
