"""The file that lists partners: what it says of each, and what is refused by the name of the client."""

from pathlib import Path

import pytest

from passeport_identity.domain.partner_file import PartnerFiles, read_partners

ONE = """
[paie-une]
organisation = "Paie une"
siret = "35600000000048"
scope = "feed:dsn prevention:declare"
secret_file = "secrets/paie-une"
"""


def test_each_table_is_a_client_with_the_file_of_its_secret() -> None:
    certifier = ONE.replace("paie-une", "certifieur").replace("feed:dsn", "feed:certifications")
    (one, files), (other, both) = read_partners(f'{ONE}{certifier}id_client = "AB123CDE"\njwks_file = "keys.json"')
    assert (one.client_id, one.organisation, files) == (
        "paie-une",
        "Paie une",
        PartnerFiles(Path("secrets/paie-une"), None),
    )
    assert both == PartnerFiles(Path("secrets/certifieur"), Path("keys.json"))
    assert sorted(one.scopes) == ["feed:dsn", "prevention:declare"]
    assert other.id_client == "AB123CDE"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("]", "line 1"),
        ("x = 1", "x: a table with"),
        ("[paie-une]", "paie-une: a table with"),
        (f"{ONE}other = 1", "paie-une: a table with"),
        (ONE.replace('"Paie une"', "1"), "paie-une: every value is a text"),
        (ONE.replace("feed:dsn", "feed:x"), "paie-une: scopes"),
        (ONE.replace("35600000000048", "1"), "paie-une: siret"),
    ],
)
def test_what_is_wrong_is_said_with_its_client(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        list(read_partners(text))
