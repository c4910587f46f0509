"""The contracts' tool sees a stale file, a broken rule and a broken promise."""

import shutil
from pathlib import Path

import pytest

from tools import proto
from tools.distributions import ROOT


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """A copy of the contracts to spoil."""
    folder = tmp_path / "proto"
    shutil.copytree(ROOT / "proto" / "passeport", folder / "passeport")
    return folder


def spoil(contracts: Path, old: str, new: str) -> None:
    path = contracts / "passeport" / "records" / "v1" / "feed_service.proto"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def image_of(contracts: Path) -> Path:
    image = contracts / "image.binpb"
    proto.write_image(image, contracts=contracts)
    return image


def test_generated_code_answers_to_the_contracts(contracts: Path, tmp_path: Path) -> None:
    generated = tmp_path / "gen"
    generated.mkdir()
    proto.generate(generated, contracts=contracts)
    assert proto.differences(generated, ROOT / "proto" / "gen") == []
    spoil(contracts, "rpc GetBatch(", "rpc FetchBatch(")
    proto.generate(generated, contracts=contracts)
    changed = proto.differences(generated, ROOT / "proto" / "gen")
    assert "passeport/records/v1/feed_service_pb2_grpc.py" in changed


def test_a_missing_and_a_surplus_file_are_differences(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "same").write_text("same")
    (one / "surplus").touch()
    (other / "missing").touch()
    assert proto.differences(one, other) == ["missing", "surplus"]


def test_lint_names_what_breaks_a_rule(contracts: Path) -> None:
    proto.lint(image_of(contracts))
    spoil(contracts, "rpc GetBatch(", "rpc get_batch(")
    with pytest.raises(proto.ContractsError, match="get_batch"):
        proto.lint(image_of(contracts))


def test_a_removed_rpc_breaks_a_promise(contracts: Path, tmp_path: Path) -> None:
    former = tmp_path / "former.binpb"
    proto.write_image(former, contracts=contracts)
    proto.refuse_breaking(former, former)
    spoil(contracts, "rpc GetBatch(", "rpc FetchBatch(")
    with pytest.raises(proto.ContractsError, match="GetBatch"):
        proto.refuse_breaking(image_of(contracts), former)


def test_a_contract_that_does_not_compile_is_told_with_its_line(contracts: Path) -> None:
    spoil(contracts, "rpc GetBatch(", "rpc GetBatch[")
    with pytest.raises(proto.ContractsError, match=r"feed_service\.proto:\d+"):
        image_of(contracts)
