"""The file that lists partners: what it says of each, and what is refused by the name of the client."""

from pathlib import Path

import pytest

from passeport_identity.domain.partner_file import PartnerFiles, read_partners
from passeport_identity.domain.partner_role import PartnerRole

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


BODY = """
[mission-locale-brest]
organisation = "Mission locale de Brest"
siret = "35600000000048"
role = "mission-locale"
"""


def test_a_body_whose_professionals_read_has_neither_scope_nor_proof() -> None:
    ((body, files),) = read_partners(BODY)
    assert (body.role, body.scopes, files) == (PartnerRole.MISSION_LOCALE, frozenset(), PartnerFiles(None, None))
    with pytest.raises(ValueError, match="feed:dsn is not for a mission-locale, which reads through its professionals"):
        list(read_partners(f'{BODY}scope = "feed:dsn"'))


def test_a_certifier_has_its_numbers_and_no_feed_of_others() -> None:
    certifier = ONE.replace("feed:dsn prevention:declare", "feed:certifications") + 'role = "certifier"\n'
    numbered = f'{certifier}id_client = "AB123CDE"\nid_contrat = "MCFCER000775"\n'
    ((client, _),) = read_partners(numbered)
    assert (client.role, client.id_client, client.id_contrat) == (PartnerRole.CERTIFIER, "AB123CDE", "MCFCER000775")
    for text, said in (
        (numbered.replace("feed:certifications", "feed:certifications feed:dsn"), "feed:dsn is not for a certifier"),
        (numbered.replace("MCFCER000775", "MCF CER"), "id_contrat: 1 to 20"),
        (numbered.replace('"certifier"', '"employeur"'), "role: one of certifier, employer"),
        (f'{ONE}role = "employer"\nid_contrat = "X"', "id_contrat: only a certifier"),
    ):
        with pytest.raises(ValueError, match=said):
            list(read_partners(text))


PLATFORM = """
[recruteur]
organisation = "Recruteur en ligne"
siret = "35600000000048"
role = "platform"
scope = "cv:identity cv:employment"
redirect_uris = "https://recruteur.example/retour http://127.0.0.1:9999/cb?x=1"
purpose = "Préremplir votre candidature"
secret_file = "secrets/recruteur"
"""


def test_a_platform_says_where_browsers_go_back_to_and_what_for() -> None:
    ((platform, _),) = read_partners(PLATFORM)
    assert platform.redirect_uris == ("https://recruteur.example/retour", "http://127.0.0.1:9999/cb?x=1")
    assert platform.facts["purpose"] == platform.purpose == "Préremplir votre candidature"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("https://recruteur.example/retour", wrong, "redirect_uris")
        for wrong in (
            "http://recruteur.example/retour",
            "https://recruteur.example/retour#x",
            "https://*.example/retour",
            "https://moi@recruteur.example/retour",
            "https://recruteur.example\\\\@voleur.example/",
            "javascript:alert(1)",
            "/retour",
            f"https://recruteur.example/{'x' * 400}",
            "http://127.0.0.1:9999/cb?x=1",
            " ".join(f"https://recruteur.example/{number}" for number in range(10)),
        )
    ]
    + [
        ("Préremplir votre candidature", "", "purpose"),
        ("Préremplir votre candidature", "x" * 201, "purpose"),
        ('redirect_uris = "https://recruteur.example/retour http://127.0.0.1:9999/cb?x=1"', "", "redirect_uris"),
        ("cv:identity", "feed:dsn", "feed:dsn is not for a platform"),
        ('role = "platform"', 'role = "employer"', "cv:employment is not for a employer"),
        ('role = "platform"', "", "scopes"),
        ("cv:identity cv:employment", "", "scopes"),
    ],
)
def test_what_no_platform_is_registered_with(before: str, now: str, said: str) -> None:
    def check() -> None:
        for client, _ in read_partners(PLATFORM.replace(before, now)):
            client.check_new()

    with pytest.raises(ValueError, match=said):
        check()


def test_nobody_but_a_platform_has_a_purpose() -> None:
    with pytest.raises(ValueError, match="redirect_uris: only a platform or a wallet has one"):
        list(read_partners(f'{ONE}redirect_uris = "https://paie.example/"'))
    with pytest.raises(ValueError, match="purpose: only a platform has one"):
        list(read_partners(f'{WALLET}purpose = "Vous aider"'))


WALLET = """
[portefeuille]
organisation = "Portefeuille exemple"
siret = "35600000000048"
role = "wallet"
scope = "wallet:cv wallet:attestation"
redirect_uris = "https://portefeuille.example/retour"
"""


def test_a_wallet_has_addresses_and_no_proof() -> None:
    ((wallet, files),) = read_partners(WALLET)
    wallet.check_new()
    assert wallet.is_wallet
    assert files == PartnerFiles(None, None)
    for text, said in (
        (WALLET.replace("wallet:cv", "cv:identity"), "cv:identity is not for a wallet"),
        # An address of its own kind may be any app's: whose it is no device tells.
        (WALLET.replace("https://portefeuille.example/", "eu.exemple.portefeuille://"), "redirect_uris"),
        ("\n".join(line for line in WALLET.splitlines() if "redirect" not in line), "redirect_uris: a wallet has one"),
    ):
        with pytest.raises(ValueError, match=said):
            list(read_partners(text))
