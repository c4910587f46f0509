"""INSEE's list of the communes since 1943, by file."""

from __future__ import annotations

import io
from pathlib import Path

from passeport_identity.domain.commune_history import CommuneFileError, CommuneHistory

__all__ = ["load_communes"]

_MOST_BYTES = 32 * 1024 * 1024
"""The file of 2025 has 3.4 MB."""


def load_communes(path: Path) -> CommuneHistory:
    """Reads the whole file, UTF-8. Raises CommuneFileError, which names the file."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
        if len(text) > _MOST_BYTES:
            raise CommuneFileError(f"is larger than {_MOST_BYTES} bytes: take INSEE's v_commune_depuis_1943.csv")
        return CommuneHistory.read(io.StringIO(text.decode("utf-8-sig"), newline=""))
    except OSError as error:
        raise CommuneFileError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise CommuneFileError(f"{path}: is not UTF-8 at byte {error.start}: take INSEE's file as it comes") from None
    except CommuneFileError as error:
        raise CommuneFileError(f"{path}: {error}") from None
