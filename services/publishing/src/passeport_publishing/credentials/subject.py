"""What a `vc+jwt` says of a snapshot, and whether one says it."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc.util import urlsafe_b64decode

from passeport_publishing.credentials.items import present, write_item, write_moment
from passeport_publishing.credentials.terms import CREDENTIAL_TYPES
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.domain.snapshot_json import snapshot_from_json


def write_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """The members of a credential that say what its PDF says, no more."""
    holder = snapshot.holder
    subject = present(
        type="PassportHolder",
        givenName=holder.given_names,
        familyName=holder.family_name,
        usageName=holder.usage_name,
        birthDate=str(holder.birth_date or ""),
        title=snapshot.title,
        summary=snapshot.summary,
        inLanguage=snapshot.language.value,
        items=[{"type": "PassportItem", **write_item(item)} for item in snapshot.items],
    )
    return {
        "type": ["VerifiableCredential", CREDENTIAL_TYPES[snapshot.kind]],
        "validFrom": write_moment(snapshot.taken_at),
        "credentialSubject": subject,
    }


def says_snapshot(token: str, kept: Mapping[str, Any]) -> bool:
    """Whether a credential, whose signature or leaf holds, says what the snapshot that is kept beside it says."""
    try:
        said = json.loads(urlsafe_b64decode(token.split(".")[1].encode("ascii")))
        wanted = write_snapshot(snapshot_from_json(dict(kept)))
        return {name: said[name] for name in wanted} == wanted
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        # What was altered need not be of any form.
        return False
