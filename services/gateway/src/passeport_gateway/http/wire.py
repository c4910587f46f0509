"""The HTTP/1.1 protocol of uvicorn with what it lacks.

A bound: endless headers would fill the memory. And a way to break a connection off: to uvicorn an answer that is not
ended is a mistake of the program, and it would wait until the client has read what is still on its way.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["ABORT", "BoundedProtocol"]

ABORT = "passeport.abort"
"""The extension in the scope of a request by which its connection is dropped, with all that was not sent yet."""

_MOST_WITHOUT_CONTENT = 64 * 1024


class BoundedProtocol(HttpToolsProtocol):
    """Ends a connection that sends more than 64 KiB of which neither a request nor a piece of its body comes."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._without_content = 0

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"abort": self.transport.abort}}

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
