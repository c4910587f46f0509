"""The partners of the sandbox who send feeds. Their SIREN begin with 00: such numbers are given to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partner:
    """An OAuth client of a partner; `role` is what it is, `id_client` the certifier's «BCR», empty for others.

    One that `signs` proves who it is with a key, and has no secret. A platform has the addresses that browsers go back
    to, separated by spaces, and a purpose that holders read.
    """

    client_id: str
    name: str
    siret: str
    role: str
    scope: str
    id_client: str = ""
    signs: bool = False
    redirect_uris: str = ""
    purpose: str = ""


PARTNERS: Mapping[str, Partner] = {
    partner.client_id: partner
    for partner in (
        Partner(
            "certifs-ponant",
            "Certifications du Ponant",
            "00100014000010",
            "certifier",
            "feed:certifications disputes:answer",
            "AB123CDE",
        ),
        Partner(
            "langues-et-numerique",
            "Langues et numérique",
            "00100015700014",
            "certifier",
            "feed:certifications disputes:answer",
            "LANGUE01",
        ),
        Partner(
            "rectorat-de-l-ouest",
            "Rectorat de l'Ouest (bac à sable)",
            "00100019900016",
            "education",
            "feed:diplomas disputes:answer",
        ),
        Partner(
            "redistribution-dsn",
            "Redistribution DSN (bac à sable)",
            "00100013200017",
            "dsn-redistribution",
            "feed:dsn dsn:every-employer disputes:answer",
        ),
        Partner(
            "compte-formation",
            "Compte de formation (bac à sable)",
            "00100020700017",
            "training-body",
            "feed:trainings disputes:answer",
        ),
    )
}
