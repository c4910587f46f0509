"""What the gateway refused to somebody from outside, in its own words."""

from typing import Any

import httpx

_LONGEST = 2000


class RefusedError(Exception):
    """The gateway said no: to what, with which status, and its own words."""

    def __init__(self, what: str, response: httpx.Response) -> None:
        self.response = response
        super().__init__(f"{what}: {response.status_code} {response.text[:_LONGEST]}")

    @property
    def trace_id(self) -> str:
        """The identifier under which the logs speak of it; empty when the answer has none."""
        return str(problem_of(self.response).get("trace_id", ""))


def problem_of(response: httpx.Response) -> dict[str, Any]:
    """The problem document (RFC 9457) of an answer; empty when it is none."""
    if "json" not in response.headers.get("Content-Type", ""):
        return {}
    content = response.json()
    return content if isinstance(content, dict) else {}


def is_weather(response: httpx.Response) -> bool:
    """Tell whether an answer says no more than that trying again in a moment may help."""
    return response.status_code in {httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}


def accepted(what: str, response: httpx.Response) -> httpx.Response:
    """Give the answer back. Raises RefusedError when it is a refusal."""
    if response.is_error:
        raise RefusedError(what, response)
    return response
