"""What was done to the data of a stack, noted beside it, so that a second start does not do it again."""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Notes:
    """The notes in one folder."""

    folder: Path

    def is_new(self, what: str, content: bytes) -> bool:
        """Tell whether something was not done yet, or done with another content."""
        return self._facts().get(what) != _digest(content)

    def note(self, what: str, content: bytes) -> None:
        """Note that something was done with that content."""
        path = self.folder / f"furnished-{_digest(what.encode())[:12]}.json"
        path.write_text(json.dumps({what: _digest(content)}))

    def any(self) -> bool:
        """Tell whether anything was done."""
        return bool(self._facts())

    def forget(self) -> None:
        """Forget what was done, because what it was done to is gone."""
        for path in self._files():
            path.unlink()

    def _facts(self) -> dict[str, str]:
        # One small file per fact: several steps note theirs at the same time.
        facts: dict[str, str] = {}
        for path in self._files():
            # A note that was cut off tells nothing, and what it was about is harmless to do again.
            with suppress(ValueError, TypeError):
                facts.update(json.loads(path.read_text()))
        return facts

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("furnished-*.json"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
