"""Whether a publication stands in the transparency log, by the proof that its holder gave (c2sp.org/tlog-proof)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteKey
from passeport_tlog.proof_file import ProofFile

__all__ = ["proven_in_log"]


def proven_in_log(proof: str, publication: str, pdf: bytes, credential: str, keys: Sequence[NoteKey]) -> str:
    """Where it stands, in words. Raises ValueError saying what does not hold."""
    found = ProofFile.parse(proof)
    # As the service writes it: canonical JSON, of which the salt in the proof hides what it says.
    said = {
        "format": 1,
        "publication": publication,
        "document": sha256(pdf).hexdigest(),
        "credential": sha256(credential.encode()).hexdigest(),
    }
    entry = sha256(found.extra + json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()
    checkpoint = found.verify(leaf_hash(entry), keys[0].name, keys)
    return f"entry {found.index} of the {checkpoint.size} in {checkpoint.origin}"
