"""Issues credentials: the payload of the JWS is the credential itself (VC-JOSE-COSE, section 3.1.1)."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jws

from passeport_publishing.credentials.keys import ALGORITHM, SigningKey
from passeport_publishing.credentials.status_list import encode_list
from passeport_publishing.credentials.terms import BASE_CONTEXT, CREDENTIAL_TYPE, own_context
from passeport_publishing.domain.snapshot import Item, Snapshot
from passeport_publishing.domain.status import Purpose, StatusEntry

ISSUER_NAME = "Passeport d’orientation, de formation et de compétences"
_STATUS_PURPOSES = {Purpose.REFRESH: "refresh", Purpose.REVOCATION: "revocation"}
_LIST_LIFE = timedelta(days=7)


class CredentialIssuer:
    """Signs the credentials and status lists of one issuer."""

    def __init__(self, key: SigningKey, issuer: str) -> None:
        """`issuer` is the public base URL: the JWK set is at its `/.well-known/jwks.json`."""
        self._key = key
        self._issuer = issuer

    def issue(self, publication_id: UUID, snapshot: Snapshot, status: Sequence[StatusEntry]) -> str:
        """Issues the credential of a publication. It says what the PDF says, no more."""
        holder = snapshot.holder
        subject = _present(
            type="PassportHolder",
            givenName=holder.given_names,
            familyName=holder.family_name,
            usageName=holder.usage_name,
            birthDate=str(holder.birth_date or ""),
            title=snapshot.title,
            summary=snapshot.summary,
            inLanguage=snapshot.language.value,
            items=[_item(item) for item in snapshot.items],
        )
        return self._sign(
            {
                "@context": [BASE_CONTEXT, own_context(self._issuer)],
                "id": publication_id.urn,
                "type": ["VerifiableCredential", CREDENTIAL_TYPE],
                "issuer": {"id": self._issuer, "name": ISSUER_NAME},
                "validFrom": _moment(snapshot.taken_at),
                "credentialSubject": subject,
                "credentialStatus": [self._status(entry) for entry in status],
            }
        )

    def issue_status_list(self, list_id: str, purpose: Purpose, indices: Iterable[int], now: datetime) -> str:
        """Issues a status list as a BitstringStatusListCredential (Bitstring Status List v1.0, section 2.2)."""
        address = self._list_address(list_id)
        return self._sign(
            {
                "@context": [BASE_CONTEXT],
                "id": address,
                "type": ["VerifiableCredential", "BitstringStatusListCredential"],
                "issuer": self._issuer,
                "validFrom": _moment(now),
                "validUntil": _moment(now + _LIST_LIFE),
                "credentialSubject": {
                    "id": f"{address}#list",
                    "type": "BitstringStatusList",
                    "statusPurpose": _STATUS_PURPOSES[purpose],
                    "encodedList": encode_list(indices),
                },
            }
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
        header = {"alg": ALGORITHM, "typ": "vc+jwt", "cty": "vc", "kid": self._key.kid}
        payload = json.dumps(credential, ensure_ascii=False, separators=(",", ":")).encode()
        return jws.serialize_compact(header, payload, self._key.key, algorithms=[ALGORITHM])


def _item(item: Item) -> dict[str, Any]:
    organisation = item.organisation
    provenance = item.provenance
    return _present(
        type="PassportItem",
        kind=item.kind.value,
        nature=item.nature.value,
        label=item.title,
        organisation=organisation
        and _present(organisationName=organisation.name, siret=organisation.siret, locality=organisation.locality),
        startDate=str(item.start or ""),
        endDate=str(item.end or ""),
        details=[{"key": detail.key, "value": detail.value} for detail in item.details],
        text=item.description,
        provenance={
            "source": provenance.source,
            "registeredAt": _moment(provenance.registered_at),
            "recordId": provenance.record_id.urn,
            "revision": provenance.revision,
        },
    )


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
