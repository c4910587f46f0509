"""Who may call an rpc: the peer (mutual TLS name), the kind of actor and a scope of the caller token."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.errors import DomainError, Kind
from passeport_chassis.rpc.caller import Caller


class CallerNotAllowed(DomainError):
    """The policy of the rpc does not admit this caller."""

    kind = Kind.DENIED
    reason = "CALLER_NOT_ALLOWED"


@dataclass(frozen=True, slots=True)
class Policy:
    """Rule of one rpc.

    `peers` are the services that may call it. With `actors` empty the rpc is between services and needs no caller
    token; otherwise the caller must be one of `actors` and have `scope`, or one of them when it names several.
    """

    peers: frozenset[str]
    actors: frozenset[str] = frozenset()
    scope: str = ""

    @classmethod
    def service(cls, *peers: str) -> Policy:
        """An rpc between services."""
        return cls(frozenset(peers))

    @classmethod
    def holder(cls, scope: str, *peers: str) -> Policy:
        """An rpc that a holder calls through `peers`."""
        return cls(frozenset(peers), frozenset({"holder"}), scope)

    @classmethod
    def partner(cls, scope: str, *peers: str) -> Policy:
        """An rpc that a partner calls through `peers`."""
        return cls(frozenset(peers), frozenset({"partner"}), scope)

    def check_peer(self, peer: str) -> None:
        """Raises CallerNotAllowed when the process at the other end may not call."""
        if peer not in self.peers:
            raise CallerNotAllowed(metadata={"needs": "another peer", "peer": peer})

    def check_caller(self, caller: Caller) -> None:
        """Raises CallerNotAllowed when who acts may not."""
        if caller.actor not in self.actors:
            raise CallerNotAllowed(metadata={"needs": f"actor {' or '.join(sorted(self.actors))}"})
        if self.scope and caller.scopes.isdisjoint(self.scope.split()):
            raise CallerNotAllowed(metadata={"needs": f"scope {self.scope.replace(' ', ' or ')}"})
