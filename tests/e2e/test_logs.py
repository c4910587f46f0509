"""The logs from outside: a holder proves an entry, or a CV, to somebody who has the key alone; anybody reads them."""

import base64
import json
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from passeport_sandbox.stack.table import LEDGER_ORIGIN, TLOG_ORIGIN
from passeport_tlog.__main__ import main as tlog
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteKey
from passeport_tlog.proof_file import ProofFile
from passeport_tlog.proofs import plan_consistency, plan_root, verify_consistency
from tests.e2e.test_operators import typed

_LOG = "/log/records"


@pytest.fixture(scope="module")
def key(stack: Stack) -> NoteKey:
    """What whoever verifies has from elsewhere."""
    private = load_pem_private_key((stack.folder / "secrets" / "ledger-signing.key").read_bytes(), None)
    return NoteKey(LEDGER_ORIGIN, private.public_key().public_bytes_raw())  # type: ignore[union-attr]


def proof_of(browser: Browser, address: str, until_then: str) -> dict[str, Any]:
    """The proof, once the sequencer has been there."""
    for _ in range(100):
        answer = browser.request("GET", f"{address}/proof")
        if answer.status_code == 200:
            found: dict[str, Any] = answer.json()
            return found
        assert answer.json()["code"] == until_then
        time.sleep(0.2)
    pytest.fail("it never came into the log")


def test_a_holder_proves_each_guaranteed_entry_to_somebody_who_has_the_key(
    holder: Callable[[str], Browser], key: NoteKey
) -> None:
    browser = holder("claire")
    entries = [one for one in browser.ask("GET", "/api/v1/passport/records")["items"] if one["nature"] == "guaranteed"]
    assert entries
    for entry in entries:
        shown = proof_of(browser, f"/api/v1/passport/records/{entry['id']}", "entry_not_in_ledger")
        salt, said = base64.b64decode(shown["salt"]), shown["said"]
        proof = ProofFile.parse(shown["proof"])
        checkpoint = proof.verify(leaf_hash(sha256(salt + said.encode()).digest()), LEDGER_ORIGIN, [key])
        assert proof.index == shown["index"] < checkpoint.size
        # What its source said; the label of a code is looked up when it is read.
        version = json.loads(said)
        assert (version["entry"]["kind"], f"r{version['revision']}") == (entry["kind"], entry["etag"])
        assert version["entry"]["start"] == entry["start_date"]
        with pytest.raises(ValueError, match="does not lead"):
            proof.verify(leaf_hash(sha256(salt + said.encode() + b" ").digest()), LEDGER_ORIGIN, [key])


def test_anybody_reads_the_log_and_that_it_only_grows(
    http: httpx.Client, holder: Callable[[str], Browser], key: NoteKey, stack: Stack
) -> None:
    def checkpoint() -> Checkpoint:
        return Checkpoint.open(http.get(f"{_LOG}/checkpoint").text, LEDGER_ORIGIN, [key])

    earlier = checkpoint()
    plan = plan_root(earlier.size)
    assert plan.fill({tile: http.get(f"{_LOG}/{tile.path}").content for tile in plan.tiles}) == [earlier.root]
    later = checkpoint()
    plan = plan_consistency(earlier.size, later.size)
    proof = plan.fill({tile: http.get(f"{_LOG}/{tile.path}").content for tile in plan.tiles})
    assert verify_consistency(earlier.size, earlier.root, later.size, later.root, proof)
    done = typed(stack, "records", "verify-log")
    assert (done.returncode, done.stdout.endswith("no faults\n")) == (0, True), done.stdout + done.stderr


def test_a_holder_proves_a_cv_to_somebody_who_has_the_key_and_a_monitor_follows_the_log(
    http: httpx.Client, holder: Callable[[str], Browser], verifier: Verifier, stack: Stack, tmp_path: Path
) -> None:
    def follow() -> int:
        address = f"{stack.addresses.base_url}/log/publications"
        return tlog(["monitor", address, "--state", str(tmp_path / "seen"), "--key", vkey])

    vkey = typed(stack, "publishing", "log-keys").stdout.strip()
    assert follow() == 0
    browser = holder("claire")
    (entry, *_) = browser.ask("GET", "/api/v1/passport/records")["items"]
    made = browser.ask("POST", "/api/v1/publications", json={"title": "Preuve", "entry_ids": [entry["id"]]})
    shown = proof_of(browser, f"/api/v1/publications/{made['id']}", "publication_not_in_log")
    pdf = browser.download(made["document_url"])
    said, proof = json.loads(shown["said"]), ProofFile.parse(shown["proof"])
    assert (said["document"], said["publication"]) == (sha256(pdf).hexdigest(), made["id"])
    entry_of_log = sha256(base64.b64decode(shown["salt"]) + shown["said"].encode()).digest()
    assert proof.verify(leaf_hash(entry_of_log), TLOG_ORIGIN, [NoteKey.parse(vkey)]).size > shown["index"]
    (check,) = [check for check in verifier.document(pdf)["checks"] if check["id"] == "log_inclusion"]
    assert check["result"] == "passed"
    assert follow() == 0
    done = typed(stack, "publishing", "verify-log", "--checkpoint", str(tmp_path / "seen"))
    assert (done.returncode, done.stdout.endswith("no faults\n")) == (0, True), done.stdout + done.stderr
