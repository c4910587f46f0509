"""What every programme passes."""

from __future__ import annotations

from passeport_prevention.extend.conformance import Conformance
from passeport_prevention_habilitation_electrique.programme import PROGRAMME


class TestConformance(Conformance):
    programme = PROGRAMME
    package = "passeport_prevention_habilitation_electrique"
