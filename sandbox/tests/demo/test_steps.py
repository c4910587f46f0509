"""Steps are told one by one; the first that fails is told with its cause and with the log that explains it."""

import httpx
import pytest

from passeport_sandbox.demo.outsiders import signed_ranges, with_one_byte_changed
from passeport_sandbox.demo.steps import Step, StepFailedError, expect, play
from passeport_sandbox.stack.refused import RefusedError, is_weather, problem_of

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
LOGS = {"gateway": f"early\n{TRACE} refused\nlate\n", "records": "one\ntwo\n"}


def test_each_step_is_one_line_with_what_came_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    play([Step("first", lambda: "done", ()), Step("second", lambda: "done too", ())], LOGS.__getitem__)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["1", "first"], ["2", "second"]]
    assert lines[1].endswith("done too")


def test_a_refusal_is_told_with_the_lines_of_its_trace() -> None:
    def refuse() -> str:
        raise RefusedError("GET /x", httpx.Response(503, json={"code": "unavailable", "trace_id": TRACE}))

    with pytest.raises(StepFailedError) as failed:
        play([Step("asks", refuse, ("gateway", "records"))], LOGS.__getitem__)
    told = str(failed.value)
    assert told.startswith("step 1 of 1, asks: GET /x: 503")
    assert f"from the log of gateway:\n    {TRACE} refused" in told
    assert "late" not in told
    assert "records" not in told


def test_an_answer_that_is_not_the_right_one_is_told_with_the_end_of_the_logs() -> None:
    def look() -> str:
        expect(condition=False, cause="nothing there")
        return ""

    with pytest.raises(StepFailedError, match=r"(?s)looks: nothing there.*log of gateway:.*late.*log of records:.*two"):
        play([Step("looks", look, ("gateway", "records"))], LOGS.__getitem__)


def test_a_crash_of_the_demo_itself_is_named() -> None:
    def crash() -> str:
        raise KeyError("csrf_token")

    with pytest.raises(StepFailedError, match="KeyError: 'csrf_token'"):
        play([Step("reads", crash, ())], LOGS.__getitem__)


def test_the_byte_that_is_changed_is_one_that_the_seal_covers() -> None:
    pdf = b"%PDF-1.7 x /ByteRange [ 0 50 60 20 ]" + b"." * 44
    assert signed_ranges(pdf) == [range(50), range(60, 80)]
    changed = with_one_byte_changed(pdf)
    different = [place for place in range(len(pdf)) if pdf[place] != changed[place]]
    assert different == [25]
    with pytest.raises(ValueError, match="no seal"):
        signed_ranges(b"%PDF-1.7")


def test_what_is_no_problem_document_is_read_as_none() -> None:
    assert problem_of(httpx.Response(500, text="broken")) == {}
    assert problem_of(httpx.Response(500, json=["x"])) == {}
    assert RefusedError("x", httpx.Response(500, text="broken")).trace_id == ""
    assert [is_weather(httpx.Response(status)) for status in (200, 403, 500, 503, 504)] == [False] * 3 + [True] * 2
