"""What is measured of programmes; `programme` is the name of an entry point, so there are as many as are installed."""

from prometheus_client import Counter, Gauge

__all__ = ["CALLS", "UP"]

UP = Gauge("prevention_programme_up", "1 while a programme that is installed works.", ["programme"])
CALLS = Counter(
    "prevention_programme_calls_total",
    "Calls of a programme: ok, refused, failed, out_of_time, busy or away (the database is).",
    ["programme", "outcome"],
)
