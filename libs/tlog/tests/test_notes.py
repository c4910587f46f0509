"""Signed notes, checkpoints and proof files: the examples of C2SP, and what must not pass."""

from __future__ import annotations

import base64
import contextlib
from pathlib import Path

import pytest

from naive import leaf_hashes, mth, path
from passeport_tlog.__main__ import main
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.hashing import EMPTY_ROOT, leaf_hash
from passeport_tlog.notes import NoteKey, NoteSigner, open_note, sign_note
from passeport_tlog.proof_file import ProofFile

# The example of c2sp.org/signed-note.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj"
    "OBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# The example of c2sp.org/tlog-checkpoint, of which the key is not given.
CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE"
    "+xeMcTOAYQ8=\n"
)
ORIGIN = "passeport.example/log/records"
OLD = NoteSigner.from_seed(ORIGIN, b"o" * 32)
NEW = NoteSigner.from_seed(ORIGIN, b"n" * 32)


def test_the_example_of_the_specification() -> None:
    key = NoteKey.parse(VKEY)
    assert str(key) == VKEY
    assert open_note(NOTE, [key]) == ("This is an example message.\n", (key,))


def test_the_checkpoint_of_the_specification() -> None:
    text = CHECKPOINT.partition("\n\n")[0] + "\n"
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.text == text


def test_a_note_with_another_bit_is_not_believed() -> None:
    believed = []
    for place in range(len(NOTE.encode()) * 8):
        data = bytearray(NOTE.encode())
        data[place // 8] ^= 1 << place % 8
        # Ten bits or so make it no text at all, which is refused before.
        changed = data.decode(errors="replace")
        with contextlib.suppress(ValueError):
            believed.append(open_note(changed, [NoteKey.parse(VKEY)]))
    assert believed == []


def test_two_keys_sign_while_one_is_replaced() -> None:
    note = Checkpoint(ORIGIN, 0, EMPTY_ROOT).sign([OLD, NEW])
    for key in (OLD.key, NEW.key):
        assert Checkpoint.open(note, ORIGIN, [key]).size == 0
    assert open_note(note, [OLD.key, NEW.key])[1] == (OLD.key, NEW.key)
    with pytest.raises(ValueError, match="none of the known keys"):
        Checkpoint.open(note, ORIGIN, [NoteSigner.from_seed(ORIGIN, b"x" * 32).key])


def test_one_wrong_signature_of_a_known_key_is_enough_to_refuse() -> None:
    note = sign_note("text\n", [OLD, NEW])
    forged = note.replace(note.splitlines()[-1], NEW.line("another\n").rstrip("\n"))
    assert open_note(forged, [OLD.key])[1] == (OLD.key,)
    with pytest.raises(ValueError, match="was changed"):
        open_note(forged, [OLD.key, NEW.key])


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "no empty line"),
        ("text\n", "no empty line"),
        ("text\n\n— a AAAA", "no empty line"),
        ("te\txt\n\n— a AAAAAAAA\n", "control"),
        ("text\n\n- a AAAAAAAA\n", "em dash"),
        ("text\n\n— a AAAA\n", "too short"),
        ("text\n\n— a b c\n", "base64"),
        ("text\n\n— a+b AAAAAAAA\n", "no plus"),
        ("text\n\n" + "— a AAAAAAAA\n" * 101, "more than 100"),
        ("x" * 1_000_001, "too long"),
    ],
)
def test_what_is_no_note(note: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        open_note(note, [OLD.key])


@pytest.mark.parametrize(
    ("vkey", "said"),
    [
        ("", "<name>"),
        (VKEY.replace("530d903a", "530d903b"), "should be 530d903a"),
        (VKEY.replace("+Ae", "+Ee"), "type 0x01"),
        (VKEY + "!", "base64"),
        (VKEY.replace("/foo", "/f oo"), "no space"),
        ("example.com/foo+530d903a+" + base64.b64encode(b"\x01short").decode(), "32 bytes"),
    ],
)
def test_what_is_no_verifier_key(vkey: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        NoteKey.parse(vkey)


def test_what_is_not_signed() -> None:
    with pytest.raises(ValueError, match="one signature"):
        sign_note("text\n", [])
    for text in ("text", "te\rxt\n"):
        with pytest.raises(ValueError, match="ends with a newline"):
            sign_note(text, [OLD])
    with pytest.raises(ValueError, match="32 bytes"):
        NoteSigner.from_seed(ORIGIN, b"short")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n1\n", "three lines"),
        ("a\n1\nAAAA", "ends with"),
        ("a\n01\nAAAA\n", "zeroes in front"),
        ("a\n-1\nAAAA\n", "decimal"),
        ("a\n٣\nAAAA\n", "decimal"),
        ("a\n\nAAAA\n", "decimal"),
        ("a\n1\n?\n", "base64"),
        ("a\n1\nAAAA\n", "32 bytes"),
        ("a\n0\n" + base64.b64encode(b"r" * 32).decode() + "\n", "empty log"),
        ("\n1\n" + base64.b64encode(b"r" * 32).decode() + "\n", "not empty"),
        ("a\n1\n" + base64.b64encode(b"r" * 32).decode() + "\n\n", "not empty"),
    ],
)
def test_what_is_no_checkpoint(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Checkpoint.parse(text)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(ValueError, match="of the log other"):
        Checkpoint.open(Checkpoint("other", 0, EMPTY_ROOT).sign([OLD]), ORIGIN, [OLD.key])


def proven(size: int = 11, index: int = 6) -> ProofFile:
    leaves = leaf_hashes(size)
    checkpoint = Checkpoint(ORIGIN, size, mth(leaves)).sign([OLD])
    return ProofFile(index, tuple(path(index, leaves)), checkpoint, extra=b"salt")


def test_a_proof_file_is_read_as_it_was_written() -> None:
    proof = proven()
    assert ProofFile.parse(proof.write()) == proof
    assert proof.verify(leaf_hash(b"6"), ORIGIN, [OLD.key]).size == 11
    alone = proven(1, 0)
    assert ProofFile.parse(alone.write()) == alone
    assert alone.verify(leaf_hash(b"0"), ORIGIN, [OLD.key]).size == 1


def test_a_proof_file_proves_nothing_else() -> None:
    proof = proven()
    with pytest.raises(ValueError, match="does not lead"):
        proof.verify(leaf_hash(b"7"), ORIGIN, [OLD.key])
    with pytest.raises(ValueError, match="none of the known keys"):
        proof.verify(leaf_hash(b"6"), ORIGIN, [NEW.key])
    with pytest.raises(ValueError, match="of the log"):
        proof.verify(leaf_hash(b"6"), "other", [OLD.key])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with"),
        ("c2sp.org/tlog-proof@v2\nindex 0\n\nx", "begins with"),
        ("c2sp.org/tlog-proof@v1\n\nx", "index"),
        ("c2sp.org/tlog-proof@v1\nindex 01\n\nx", "zeroes"),
        ("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx", "32 bytes"),
        ("c2sp.org/tlog-proof@v1\nindex 1\n?\n\nx", "base64"),
        ("c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n\nx", "base64"),
    ],
)
def test_what_is_no_proof_file(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ProofFile.parse(text)


def test_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof, entry = tmp_path / "entry.tlog-proof", tmp_path / "entry"
    proof.write_text(proven().write(), encoding="utf-8")
    entry.write_bytes(b"6")
    words = ["verify", str(proof), "--entry", str(entry), "--key", str(OLD.key)]
    assert main(words) == 0
    assert capsys.readouterr().out == f"entry 6 of the 11 in the log {ORIGIN}, as {ORIGIN} signed it\n"
    entry.write_bytes(b"7")
    assert main(words) == 1
    assert "does not lead" in capsys.readouterr().err
    assert main([*words[:-1], VKEY]) == 1
    assert main(["verify", str(tmp_path / "none"), *words[2:]]) == 1
