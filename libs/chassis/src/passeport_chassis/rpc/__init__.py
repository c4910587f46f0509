"""gRPC between services: mutual TLS, deadlines, who may call what, errors that keep their meaning."""

from passeport_chassis.rpc.caller import Caller, CallerKeys, current_caller, current_caller_token, use_caller_token
from passeport_chassis.rpc.client import RemoteError, open_channel
from passeport_chassis.rpc.dates import read_date, write_date
from passeport_chassis.rpc.paging import PageTokens, page_size
from passeport_chassis.rpc.policy import Policy
from passeport_chassis.rpc.server import RpcServer
from passeport_chassis.rpc.tls import TlsFiles

__all__ = [
    "Caller",
    "CallerKeys",
    "PageTokens",
    "Policy",
    "RemoteError",
    "RpcServer",
    "TlsFiles",
    "current_caller",
    "current_caller_token",
    "open_channel",
    "page_size",
    "read_date",
    "use_caller_token",
    "write_date",
]
