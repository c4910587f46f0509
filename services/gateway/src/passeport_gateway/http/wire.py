"""The HTTP/1.1 parser of uvicorn with a bound that it lacks: endless headers would fill the memory."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["BoundedProtocol"]

_MOST_WITHOUT_CONTENT = 64 * 1024


class BoundedProtocol(HttpToolsProtocol):
    """Ends a connection that sends more than 64 KiB of which neither a request nor a piece of its body comes."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._without_content = 0

    def data_received(self, data: bytes) -> None:
        self._without_content += len(data)
        super().data_received(data)
        if self._without_content > _MOST_WITHOUT_CONTENT and not self.transport.is_closing():
            self.send_400_response("The header of the request is too large.")

    def on_headers_complete(self) -> None:
        self._without_content = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._without_content = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._without_content = 0
        super().on_message_complete()
