"""Sending a feed as bytes, and reading the reports that come back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import httpx

from passeport_sandbox.stack.partner_api import PartnerApi

_TYPES = {
    "certifications": "application/xml",
    "diplomas": "application/jsonl",
    "dsn": "text/plain; charset=iso-8859-1",
    "trainings": "application/jsonl",
}
_SUFFIXES = {"certifications": "xml", "diplomas": "jsonl", "dsn": "dsn", "trainings": "jsonl"}


def send(
    api: PartnerApi, feed: str, content: bytes, *, name: str = "", headers: dict[str, str] | None = None
) -> httpx.Response:
    """Send a file under a name of its own; gives the answer whatever it is."""
    file_name = name or f"{uuid4()}.{_SUFFIXES[feed]}"
    disposition = {"Content-Disposition": f'attachment; filename="{file_name}"', "Content-Type": _TYPES[feed]}
    return api.request(
        "POST", f"/partners/v1/feeds/{feed}", content=content, headers={**disposition, **(headers or {})}
    )


def line_of(content: bytes, text: bytes) -> int:
    """The line where a text first stands, counted from 1."""
    return content[: content.index(text)].count(b"\n") + 1


def announced(port: int, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Announce a body by its headers and never send it; gives the status and the problem that come back."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.putrequest("POST", path)
        for name, value in {"Accept": "application/json", **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        problem: dict[str, Any] = json.loads(answer.read())
        return answer.status, problem
    finally:
        connection.close()


@dataclass(frozen=True)
class Receipt:
    """An accusé de traitement: idTechnique of the passages that were taken, and why each other one was not."""

    ok: set[str]
    ko: dict[str, list[str]]


def read_receipt(content: bytes) -> Receipt:
    """Read the official form."""
    root = ET.fromstring(content)  # noqa: S314 - our own gateway's
    assert root.tag == "rapport"
    assert {"nomFichier", "idFlux", "idTraitement"} <= {child.tag for child in root}
    refused = {
        passage.findtext("idTechnique", ""): [message.text or "" for message in passage.findall("messageErreur")]
        for passage in root.findall("PassagesKO/passage")
    }
    return Receipt({element.text or "" for element in root.findall("PassagesOK/idTechnique")}, refused)
