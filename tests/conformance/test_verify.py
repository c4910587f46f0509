"""`passeport-verify`, which shares no code with the service, over what the service makes; and what others do wrong."""

import base64
import hashlib
import io
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.credentials import BadgeKey, OpenBadges
from passeport_publishing.credentials.issuer import CredentialIssuer
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.documents.authority_server_for_tests import TestAuthority, serve_test_authority
from passeport_publishing.documents.levels import SealLevel, SealPolicy
from passeport_publishing.documents.seal import Sealer, SealFiles
from passeport_publishing.domain.holder_key import read_holder_key
from passeport_publishing.domain.leaf import Leaf, leaf_said
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.domain.status import Purpose, StatusEntry, TokenStatus
from passeport_testing.ports import free_port
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteSigner
from passeport_tlog.proof_file import ProofFile
from passeport_verify.__main__ import main
from tests.conformance.published import ISSUER, PUBLICATION, award, render, snapshot

NOW = datetime.now(UTC).replace(microsecond=0)
LISTS = ("refresh-1", "revocation-1", "token-1")
EXITS = {"authentic": 0, "superseded": 10, "withdrawn": 11, "revoked": 12, "expired": 13, "altered": 14}
EXITS |= {"unknown_issuer": 15, "unreadable": 16, "undecided": 17}


@dataclass
class Bench:
    """A folder with all that a verifier has, and the program over it."""

    folder: Path
    issuer: CredentialIssuer
    capture: pytest.CaptureFixture[str]

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def lists(self, at: datetime = NOW, **statuses: list[int]) -> None:
        """What the service serves when these places are superseded, withdrawn, revoked."""
        over = statuses.get("withdrawn", []) + statuses.get("revoked", [])
        self.write(
            "refresh-1", self.issuer.issue_status_list("refresh-1", Purpose.REFRESH, statuses.get("superseded", []), at)
        )
        self.write("revocation-1", self.issuer.issue_status_list("revocation-1", Purpose.REVOCATION, over, at))
        told = {TokenStatus[name.upper()]: indices for name, indices in statuses.items()}
        self.write("token-1", self.issuer.issue_token_status_list("token-1", told, at, timedelta(minutes=1)))

    def verdict(self, content: str | bytes, *more: str, lists: tuple[str, ...] = LISTS) -> dict[str, Any]:
        """Runs the program over a document; the exit code must be that of the outcome."""
        given = [part for name in lists for part in ("--status-list", str(self.folder / name))]
        shown = str(self.write("shown", content))
        keys = ["--keys", str(self.folder / "jwks.json"), "--roots", str(self.folder / "root.pem")]
        code = main([shown, *keys, *given, "--json", *more])
        told: dict[str, Any] = json.loads(self.capture.readouterr().out)
        assert code == EXITS[told["outcome"]]
        return told


STATUS = [StatusEntry("refresh-1", Purpose.REFRESH, 5), StatusEntry("revocation-1", Purpose.REVOCATION, 7)]


BADGE_KEY = BadgeKey(RSAKey.generate_key(2048), f"{ISSUER}/keys/1")


def badge(**changes: Any) -> str:
    """A badge with its list, of what it says as it is or spoilt before it is signed."""
    one = award(NOW, end=PartialDate(2031))
    token = OpenBadges(BADGE_KEY, ISSUER).issue(PUBLICATION, replace(snapshot(NOW), items=(one,)), one, STATUS)
    return BADGE_KEY.sign(json.loads(jws.extract_compact(token.encode()).payload) | changes)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    make_test_authority(folder)
    return folder


@pytest.fixture(scope="module")
def issuer(authority: Path) -> CredentialIssuer:
    return CredentialIssuer(SigningKey.load(authority / "credential.key"), ISSUER)


@pytest.fixture(scope="module")
def vc(issuer: CredentialIssuer) -> str:
    return issuer.issue(PUBLICATION, snapshot(NOW), STATUS)


@pytest.fixture(scope="module")
def sd_jwt(issuer: CredentialIssuer) -> str:
    return issuer.issue_sd_jwt(PUBLICATION, snapshot(NOW), STATUS, None, NOW)


@pytest.fixture(scope="module")
def pdf(authority: Path, vc: str) -> bytes:
    files = SealFiles(*(authority / name for name in ("seal.key", "seal.pem", "chain.pem")))
    return Sealer(files).seal(render(NOW, vc), reason="Cachet")


@pytest.fixture
def bench(authority: Path, issuer: CredentialIssuer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    made = Bench(tmp_path, issuer, capsys)
    key = SigningKey.load(authority / "credential.key")
    made.write("jwks.json", json.dumps({"keys": [key.public_jwk, BADGE_KEY.public_jwk]}))
    made.write("root.pem", (authority / "root.pem").read_bytes())
    made.lists()
    return made


def test_what_is_genuine_is_authentic_in_each_form(bench: Bench, vc: str, sd_jwt: str, pdf: bytes) -> None:
    for content, holder in ((vc, "familyName"), (sd_jwt, "family_name"), (pdf, "familyName")):
        told = bench.verdict(content)
        assert told["outcome"] == "authentic", told
        assert told["shown"][holder] == "LEFÈBVRE"
        assert len(told["shown"]["items"]) == 3
        assert {check["result"] for check in told["checks"]} <= {"passed", "skipped"}


def test_an_attestation_is_judged_as_a_cv_is_and_anything_else_is_none(bench: Bench, issuer: CredentialIssuer) -> None:
    one = replace(snapshot(NOW), kind=PublicationKind.ATTESTATION)
    token = issuer.issue(PUBLICATION, one, STATUS)
    for content in (token, issuer.issue_sd_jwt(PUBLICATION, one, STATUS, None, NOW)):
        assert bench.verdict(content)["outcome"] == "authentic"
    listed = issuer.issue_status_list("refresh-1", Purpose.REFRESH, [], NOW)
    assert bench.verdict(listed)["outcome"] == "unreadable"


@pytest.mark.parametrize(
    ("state", "of_vc"), [("superseded", "superseded"), ("withdrawn", "withdrawn"), ("revoked", "withdrawn")]
)
def test_the_lists_tell_what_became_of_it(
    bench: Bench, vc: str, sd_jwt: str, pdf: bytes, state: str, of_vc: str
) -> None:
    bench.lists(NOW, **{state: [5, 7]})
    assert bench.verdict(sd_jwt)["outcome"] == state
    for content in (vc, pdf):
        told = bench.verdict(content)
        assert told["outcome"] == of_vc
        assert bool(told["shown"]) == (of_vc == "superseded")


def test_without_a_list_that_holds_nothing_is_decided(bench: Bench, vc: str, sd_jwt: str) -> None:
    for content, needed in ((vc, "refresh-1"), (vc, "revocation-1"), (sd_jwt, "token-1")):
        told = bench.verdict(content, lists=tuple(name for name in LISTS if name != needed))
        assert told["outcome"] == "undecided"
        assert needed in told["checks"][-1]["detail"]
        assert "no list" in told["checks"][-1]["detail"]
    later = (NOW + timedelta(days=8)).isoformat()
    assert "stale" in bench.verdict(vc, "--at", later)["checks"][-1]["detail"]
    assert "stale" in bench.verdict(sd_jwt, "--at", later)["checks"][-1]["detail"]
    soon = (NOW + timedelta(hours=1)).isoformat()
    assert bench.verdict(sd_jwt, "--at", soon)["outcome"] == "authentic"
    assert bench.verdict(sd_jwt, "--at", soon, "--max-age", "60")["outcome"] == "undecided"
    bench.lists(NOW + timedelta(hours=2))
    assert "of later" in bench.verdict(sd_jwt, "--at", soon)["checks"][-1]["detail"]


def test_of_several_lists_that_of_the_moment_counts(bench: Bench, sd_jwt: str) -> None:
    bench.write("before", (bench.folder / "token-1").read_bytes())
    bench.lists(NOW + timedelta(days=1), withdrawn=[7])
    for days, expected in ((0.5, "authentic"), (1.5, "withdrawn")):
        at = (NOW + timedelta(days=days)).isoformat()
        assert bench.verdict(sd_jwt, "--at", at, lists=("before", "token-1"))["outcome"] == expected


def test_the_proof_of_a_key_is_of_that_key_and_over_what_is_shown(bench: Bench, issuer: CredentialIssuer) -> None:
    own, stranger = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
    bound_to = read_holder_key(json.dumps(own.as_dict(private=False)))
    token = issuer.issue_sd_jwt(PUBLICATION, snapshot(NOW), STATUS, bound_to, NOW)
    said = {"iat": int(NOW.timestamp()), "aud": "https://recruteur.example", "nonce": "n"}

    def proof(key: ECKey, over: str) -> str:
        digest = base64.urlsafe_b64encode(hashlib.sha256(over.encode()).digest()).rstrip(b"=").decode()
        header = {"alg": "ES256", "typ": "kb+jwt"}
        return jws.serialize_compact(header, json.dumps(said | {"sd_hash": digest}), key, algorithms=["ES256"])

    def told(shown: str) -> tuple[str, str]:
        found = bench.verdict(shown)
        return found["outcome"], next(one["result"] for one in found["checks"] if one["id"] == "key_binding")

    assert told(token) == ("authentic", "skipped")
    assert told(token + proof(own, token)) == ("authentic", "passed")
    assert told(token + proof(stranger, token)) == ("altered", "failed")
    assert told(token + proof(own, token + "~")) == ("altered", "failed")


def test_another_key_is_unknown_and_another_signature_altered(bench: Bench, vc: str, sd_jwt: str, pdf: bytes) -> None:
    stranger = ECKey.generate_key("P-256")
    bench.write("other.json", json.dumps({"keys": [SigningKey(stranger, stranger.thumbprint()).public_jwk]}))
    for content in (vc, sd_jwt, pdf):
        told = bench.verdict(content, "--keys", str(bench.folder / "other.json"), lists=())
        assert told["outcome"] == "unknown_issuer"
        assert told["shown"] == {}
    forged = vc[:-8] + ("A" * 8 if not vc.endswith("A" * 8) else "B" * 8)
    assert bench.verdict(forged)["outcome"] == "altered"
    disclosure = base64.urlsafe_b64encode(b'["s","title","Ministre"]').decode().rstrip("=")
    assert bench.verdict(f"{sd_jwt}{disclosure}~")["outcome"] == "altered"


@pytest.mark.parametrize(
    "noise", ["", "x", "a.b.c", "~", "a.b.c~~", "\0", "é~", "~" * 5000, "%PDF-1.7 nothing", "[" * 9999]
)
def test_noise_is_unreadable(bench: Bench, noise: str) -> None:
    assert bench.verdict(noise)["outcome"] == "unreadable"


def test_a_pdf_that_was_touched_is_altered_and_one_of_another_root_unknown(
    bench: Bench, pdf: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    touched = bytearray(pdf)
    touched[2000] ^= 1
    for changed in (bytes(touched), pdf + b"\n%more", pdf[: len(pdf) // 2] + b"/ByteRange"):
        assert bench.verdict(changed)["outcome"] == "altered"
    other = tmp_path_factory.mktemp("other")
    make_test_authority(other)
    assert bench.verdict(pdf, "--roots", str(other / "root.pem"))["outcome"] == "unknown_issuer"
    later = (NOW + timedelta(days=20_000)).isoformat()
    assert bench.verdict(pdf, "--at", later)["outcome"] == "expired"


def test_the_highest_level_of_seal_is_read_and_nothing_may_follow_it(
    bench: Bench, vc: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, port = tmp_path_factory.mktemp("stamps"), free_port()
    address = f"http://127.0.0.1:{port}"
    make_test_authority(folder, address=address)
    server = serve_test_authority(TestAuthority(folder), "127.0.0.1", port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        files = SealFiles(*(folder / name for name in ("seal.key", "seal.pem", "chain.pem")))
        policy = SealPolicy(SealLevel.B_LTA, f"{address}/tsa", 3.0, folder / "root.pem")
        pdf = Sealer(files, policy).seal(render(NOW, vc), reason="Cachet")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    roots = ("--roots", str(folder / "root.pem"))
    told = bench.verdict(pdf, *roots)
    assert told["outcome"] == "authentic", told
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = generic.TextStringObject("de")
    writer.update_root()  # type: ignore[no-untyped-call]
    changed = io.BytesIO()
    writer.write(changed)  # type: ignore[no-untyped-call]
    assert bench.verdict(changed.getvalue(), *roots)["outcome"] == "altered"


def test_the_log_proves_a_pdf_and_no_other(bench: Bench, pdf: bytes, vc: str) -> None:
    signer = NoteSigner.from_seed("passeport.example/log/publications", b"v" * 32)
    leaf = Leaf(b"s" * 32, leaf_said(PUBLICATION, hashlib.sha256(pdf).hexdigest(), vc))
    root = leaf_hash(leaf.commitment)
    note = Checkpoint(signer.key.name, 1, root).sign([signer])
    bench.write("proof", ProofFile(0, (), note, leaf.salt).write())
    given = ("--proof", str(bench.folder / "proof"), "--log-key", str(signer.key))

    def inclusion(told: dict[str, Any]) -> str:
        return str(next(check["result"] for check in told["checks"] if check["id"] == "log_inclusion"))

    assert inclusion(bench.verdict(pdf, *given)) == "passed"
    assert inclusion(bench.verdict(pdf)) == "skipped"
    bench.write("proof", ProofFile(0, (), note, b"t" * 32).write())
    told = bench.verdict(pdf, *given)
    assert (told["outcome"], inclusion(told)) == ("altered", "failed")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda bench: ["--keys", str(bench.write("k", "{}"))], "JWK set"),
        (lambda bench: ["--status-list", str(bench.write("l", "x"))], "JWS"),
        (lambda bench: ["--keys", str(bench.folder / "missing")], "missing"),
    ],
)
def test_what_cannot_be_used_is_said(bench: Bench, vc: str, wrong: Callable[[Bench], list[str]], said: str) -> None:
    shown = str(bench.write("shown", vc))
    assert main([shown, "--keys", str(bench.folder / "jwks.json"), *wrong(bench)]) == 1
    assert said in bench.capture.readouterr().err


def test_it_says_the_same_in_words(bench: Bench, vc: str) -> None:
    given = ["--keys", str(bench.folder / "jwks.json"), "--status-list", str(bench.folder / "refresh-1")]
    assert main([str(bench.write("shown", vc)), *given]) == 17
    assert bench.capture.readouterr().out.startswith("undecided\n  passed   format\n")


def test_a_badge_is_judged_by_its_own_list_and_dates(bench: Bench) -> None:
    genuine = badge()

    def judged(token: str = genuine, *more: str, **over: list[int]) -> str:
        bits = OpenBadges(BADGE_KEY, ISSUER).issue_status_list("award-1-1", over.get("over", []), NOW)
        bench.write("award-1-1", bits)
        told = bench.verdict(token, *more, lists=("award-1-1",))
        assert bool(told["shown"]) == (told["outcome"] == "authentic")
        outcome: str = told["outcome"]
        return outcome

    assert judged() == "authentic"
    assert bench.verdict(genuine, lists=("award-1-1",))["shown"]["achievement"]["name"] == "Développeuse web"
    assert judged(over=[7]) == "withdrawn"
    assert bench.verdict(genuine)["outcome"] == "undecided"
    assert bench.verdict(genuine, "--at", "2032-01-01", lists=("award-1-1",))["outcome"] == "expired"
    head, body, signature = genuine.split(".")
    assert judged(f"{head}.{body[:-4]}AAAA.{signature}") == "altered"
    assert judged(replace(BADGE_KEY, kid=f"{ISSUER}/keys/2").sign({"id": "x"})) == "unknown_issuer"
    wrong: list[dict[str, Any]] = [{"iss": "https://x"}, {"nbf": 1}, {"exp": 1}, {"type": []}, {"issuer": 1}]
    for spoilt in (*wrong, {"validFrom": "x"}):
        assert judged(badge(**spoilt)) == "unreadable", spoilt
    for alg in ("none", "HS256", "ES256"):
        header = base64.urlsafe_b64encode(json.dumps({"alg": alg, "typ": "JWT", "kid": BADGE_KEY.kid}).encode())
        assert judged(f"{header.decode().rstrip('=')}.{body}.{signature}") == "unreadable"
