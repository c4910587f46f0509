"""Issues credentials: the payload of the JWS is the credential itself (VC-JOSE-COSE, section 3.1.1)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from passeport_publishing.credentials.items import ISSUER_NAME
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.credentials.sd_jwt_vc import issue_sd_jwt_vc, token_status
from passeport_publishing.credentials.status_list import LIST_LIFE, encode_token_list, status_list_credential
from passeport_publishing.credentials.subject import write_snapshot
from passeport_publishing.credentials.terms import BASE_CONTEXT, own_context
from passeport_publishing.domain.holder_key import HolderKey
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.domain.status import TOKEN_LIST_BITS, Purpose, StatusEntry, TokenStatus, token_entry
from passeport_publishing.domain.succession import Succession

_STATUS_PURPOSES = {Purpose.REFRESH: "refresh", Purpose.REVOCATION: "revocation"}


class CredentialIssuer:
    """Signs the credentials and status lists of one issuer."""

    def __init__(self, key: SigningKey | Succession[SigningKey], issuer: str) -> None:
        """`issuer` is the public base URL: the JWK set is at its `/.well-known/jwks.json`."""
        self._keys = key if isinstance(key, Succession) else Succession(key)
        self._issuer = issuer

    def issue(self, publication_id: UUID, snapshot: Snapshot, status: Sequence[StatusEntry]) -> str:
        """Issues the credential of a publication. It says what the PDF says, no more."""
        return self._sign(
            {
                "@context": [BASE_CONTEXT, own_context(self._issuer)],
                "id": publication_id.urn,
                "issuer": {"id": self._issuer, "name": ISSUER_NAME},
                **write_snapshot(snapshot),
                "credentialStatus": [self._status(entry) for entry in status],
            }
        )

    def issue_status_list(self, list_id: str, purpose: Purpose, indices: Iterable[int], now: datetime) -> str:
        """Issues a status list as a BitstringStatusListCredential (Bitstring Status List v1.0, section 2.2)."""
        return self._sign(status_list_credential(self._issuer, list_id, _STATUS_PURPOSES[purpose], indices, now))

    def issue_sd_jwt(
        self,
        publication_id: UUID,
        snapshot: Snapshot,
        status: Sequence[StatusEntry],
        holder_key: HolderKey | None,
        now: datetime,
    ) -> str:
        """Issues a publication as an SD-JWT VC, bound to a key of the holder if he gave one."""
        entry = token_entry(status)
        return issue_sd_jwt_vc(
            self._keys.now,
            self._issuer,
            publication_id,
            snapshot,
            token_status(self._list_address(entry.list_id), entry),
            holder_key.jwk if holder_key else None,
            now,
        )

    def issue_token_status_list(
        self, list_id: str, indices: Mapping[TokenStatus, Iterable[int]], now: datetime, ttl: timedelta
    ) -> str:
        """Issues a Token Status List (draft-ietf-oauth-status-list, section 5.1), to be fetched anew after `ttl`."""
        statuses = {index: status.value for status, several in indices.items() for index in several}
        return self._keys.now.sign(
            "statuslist+jwt",
            {
                "iss": self._issuer,
                "sub": self._list_address(list_id),
                "iat": int(now.timestamp()),
                "exp": int((now + LIST_LIFE).timestamp()),
                # Positive, as the draft says, also where nothing may be cached.
                "ttl": max(1, int(ttl.total_seconds())),
                "status_list": {
                    "bits": TOKEN_LIST_BITS,
                    "lst": encode_token_list(statuses, bits=TOKEN_LIST_BITS),
                    # Where all lists are named (section 9).
                    "aggregation_uri": f"{self._issuer}/status-lists",
                },
            },
        )

    def _status(self, entry: StatusEntry) -> dict[str, str]:
        address = self._list_address(entry.list_id)
        return {
            "id": f"{address}#{entry.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": _STATUS_PURPOSES[entry.purpose],
            # A string, whatever it looks like (section 2.1).
            "statusListIndex": str(entry.index),
            "statusListCredential": address,
        }

    def _list_address(self, list_id: str) -> str:
        return f"{self._issuer}/status-lists/{list_id}"

    def _sign(self, credential: dict[str, Any]) -> str:
        return self._keys.now.sign("vc+jwt", credential, cty="vc")
