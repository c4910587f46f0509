"""What a provider knows of a service: what was agreed when the service was registered."""

from dataclasses import dataclass
from typing import Literal

Algorithm = Literal["ES256", "RS256"]


@dataclass(frozen=True, slots=True)
class Client:
    """A registered service (fournisseur de service)."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    name: str = "Passeport de compétences"
    signing_algorithm: Algorithm = "ES256"
