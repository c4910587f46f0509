"""One trace for one cause, however many processes and queues its effects pass through."""

from functools import partial

from tests.suite import Suite
from tests.telemetry.collector import Span
from tests.telemetry.journey import Journey
from tests.telemetry.patience import eventually

_CONSUMED = "consume passeport.records.v1.entry.withdrawn"


def test_a_withdrawal_is_one_trace_from_the_gateway_to_the_consumer(suite: Suite, journey: Journey) -> None:
    def consumed() -> list[Span]:
        spans = [span for span in suite.collector.spans() if span.name == _CONSUMED and span.kind == "CONSUMER"]
        # Both hear of it, in any order.
        services = {span.service for span in spans}
        return spans if services == {"passeport-publishing", "passeport-prevention"} else []

    # Other tests on the same suite may have taken awards back too.
    for consumer in eventually(consumed, f"a span {_CONSUMED} of each"):
        spans = eventually(partial(_complete, suite, consumer.trace), "the root of the trace")
        [root] = [span for span in spans if not span.parent]
        assert (root.service, root.kind) == ("passeport-gateway", "SERVER")
        assert root.name.startswith("POST /partners/v1/feeds/")
        servers = {(span.service, span.name) for span in spans if span.kind == "SERVER"}
        assert ("passeport-records", "passeport.records.v1.FeedService/SubmitBatch") in servers
        assert ("passeport-identity", "passeport.identity.v1.TokenService/IssueCallerToken") in servers
        assert _leads_to(consumer, root, spans)


def test_publishing_is_one_trace_over_the_services_it_asks(suite: Suite, journey: Journey) -> None:
    method = "passeport.publishing.v1.PublicationService/CreatePublication"
    read_by_name = ("passeport-records", "passeport.records.v1.PassportService/BatchGetEntries")
    read_as_set = ("passeport-records", "passeport.records.v1.PassportService/ListEntries")
    expected = {
        ("passeport-gateway", "POST /api/v1/publications"),
        ("passeport-publishing", method),
        ("passeport-identity", "passeport.identity.v1.CivilIdentityService/GetCivilIdentity"),
        read_by_name,
    }

    def publications() -> list[set[tuple[str, str]]]:
        traces = {span.trace for span in suite.collector.spans() if span.name == method}
        return [
            {(span.service, span.name) for span in suite.collector.trace(trace) if span.kind == "SERVER"}
            for trace in traces
        ]

    eventually(
        lambda: any(names >= expected for names in publications()),
        "a publication of chosen entries, traced in four processes",
    )
    # Other tests on the same suite may have published sets of entries: nobody who names his has all of them read.
    assert not [names for names in publications() if names >= {read_by_name, read_as_set}]


def test_a_caller_cannot_choose_how_spans_are_called(suite: Suite, journey: Journey) -> None:
    # A path with an identifier in it as the name of a span would make as many names as there are identifiers.
    names = {span.name for span in suite.collector.spans()}
    assert not [name for name in names if any(part.isdigit() and len(part) > 4 for part in name.split("/"))]
    assert not [name for name in names if journey.publication_id in name or "?" in name]


def _complete(suite: Suite, trace: str) -> list[Span]:
    spans = suite.collector.trace(trace)
    return spans if any(not span.parent for span in spans) else []


def _leads_to(span: Span, root: Span, spans: list[Span]) -> bool:
    by_id = {one.id: one for one in spans}
    current: Span | None = span
    for _ in range(len(spans) + 1):
        if current is None or current.id == root.id:
            return current is not None
        current = by_id.get(current.parent)
    return False
