"""The distributions of the tree, in the order of their dependencies: where each stands and what it is called."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Distribution:
    """One installable part of the tree."""

    name: str
    folder: str
    package: str
    extras: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Its folder on this machine."""
        return ROOT / self.folder

    @property
    def source(self) -> Path:
        """The folder from which its package is imported."""
        return self.path / ("gen" if self.folder == "proto" else "src")

    @property
    def requirement(self) -> str:
        """How an installer is told of it, from the root of the tree."""
        return f"./{self.folder}" + (f"[{','.join(self.extras)}]" if self.extras else "")


CONTRACTS = Distribution("passeport-contracts", "proto", "passeport")
CHASSIS = Distribution("passeport-chassis", "libs/chassis", "passeport_chassis", ("rpc", "db", "messaging"))
TLOG = Distribution("passeport-tlog", "libs/tlog", "passeport_tlog")
LOGBOOK = Distribution("passeport-logbook", "libs/logbook", "passeport_logbook")
VERIFY = Distribution("passeport-verify", "libs/verify", "passeport_verify", ("pdf",))
DOSSIER = Distribution("passeport-dossier", "libs/dossier", "passeport_dossier")
TESTING = Distribution("passeport-testing", "libs/testing", "passeport_testing")
SERVICES = tuple(
    Distribution(f"passeport-{name}", f"services/{name}", f"passeport_{name}")
    for name in ("identity", "records", "publishing", "prevention", "gateway")
)
# Programmes of prevention: whoever adds one names it nowhere.
EXTENSIONS = tuple(
    Distribution(
        f"passeport-prevention-{path.parent.name}",
        f"extensions/{path.parent.name}",
        f"passeport_prevention_{path.parent.name.replace('-', '_')}",
    )
    for path in sorted((ROOT / "extensions").glob("*/pyproject.toml"))
)
SANDBOX = Distribution("passeport-sandbox", "sandbox", "passeport_sandbox")

ALL = (CONTRACTS, CHASSIS, TLOG, VERIFY, LOGBOOK, DOSSIER, TESTING, *SERVICES, *EXTENSIONS, SANDBOX)
# What has tests of its own, each run alone from its own folder: only what it declares may be what it needs.
TESTED = (CHASSIS, TLOG, LOGBOOK, DOSSIER, TESTING, *SERVICES, *EXTENSIONS, SANDBOX)


def short_name(distribution: Distribution) -> str:
    """What a person calls it: `records`, `chassis`."""
    return distribution.folder.rsplit("/", 1)[-1]
