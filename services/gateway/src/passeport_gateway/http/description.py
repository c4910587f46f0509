"""The OpenAPI document without a running gateway, as committed beside the service's README."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from passeport_gateway.http.app import create_app
from passeport_gateway.http.door import Door, Options
from passeport_gateway.http.ports import Services

__all__ = ["description"]


class _Nobody:
    """Stands where the services are: describing calls none of them."""


def description() -> str:
    """The document as JSON text with a line for each member."""
    nobody: Any = _Nobody()
    services = Services(*[nobody] * len(fields(Services)))
    app = create_app(Door.of(services, Options("https://passeport.example")))
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2) + "\n"
