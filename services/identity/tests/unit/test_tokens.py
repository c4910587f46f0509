"""Secrets, scopes, partners, caller tokens, return paths: small rules, each with its refusals."""

from contextlib import nullcontext
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_identity.domain.account import AccountState
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.caller_token import CallerToken, audiences_of
from passeport_identity.domain.opaque_token import csrf_token_of, digest, is_csrf_token_of, mint
from passeport_identity.domain.partner import PartnerClient, PartnerProof
from passeport_identity.domain.partner_role import PartnerRole, check_scopes
from passeport_identity.domain.scopes import PARTNER_SCOPES, PLATFORM_SCOPES, WALLET_SCOPES, holder_scopes
from passeport_identity.domain.sign_in import return_address
from passeport_identity.errors import ScopeNotAllowed

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOMEONE = UUID("0193f1d0-a7c2-7000-8000-000000000001")
CERTIFIER = PartnerClient(
    "certifieur-demo",
    "Certifieur de démonstration",
    "35600000000048",
    frozenset({"feed:certifications", "prevention:declare"}),
    "AB123CDE",
)


def test_secrets_have_256_bits_and_differ() -> None:
    made = {mint() for _ in range(100)}
    assert len(made) == 100
    assert {len(token) for token in made} == {43}
    assert len(digest(made.pop())) == 32


def test_a_csrf_token_fits_its_session_only() -> None:
    token = mint()
    assert is_csrf_token_of(token, csrf_token_of(token))
    assert not is_csrf_token_of(mint(), csrf_token_of(token))
    assert not is_csrf_token_of(token, "")
    assert not is_csrf_token_of(token, "é")
    assert token not in csrf_token_of(token)


def test_levels_are_ordered_and_parsed() -> None:
    assert Assurance.parse("eidas3") is Assurance.EIDAS3
    assert Assurance.parse("eidas0") is None
    assert Assurance.EIDAS2 >= Assurance.EIDAS1
    assert Assurance.EIDAS2.acr == "eidas2"


def test_the_token_of_a_holder() -> None:
    token = CallerToken.for_holder(
        SOMEONE,
        Assurance.EIDAS1,
        state=AccountState.ACTIVE,
        audiences=audiences_of(["records", "identity"]),
        now=NOW,
        token_id=SOMEONE,
    )
    assert token.claims() == {
        "iss": "passeport-identity",
        "aud": ["identity", "records"],
        "sub": str(SOMEONE),
        "actor": "holder",
        "acr": "eidas1",
        "scope": "account:activate passport:publish passport:read passport:write",
        "iat": 1795424400,
        "exp": 1795424460,
        "jti": str(SOMEONE),
    }


def test_before_activation_a_holder_can_only_activate() -> None:
    token = CallerToken.for_holder(
        SOMEONE, Assurance.EIDAS1, state=AccountState.INACTIVE, audiences=("records",), now=NOW, token_id=SOMEONE
    )
    assert token.scopes == {"account:activate"}


def test_whose_account_is_closed_can_only_open_it_again() -> None:
    assert holder_scopes(AccountState.CLOSED) == {"account:reopen"}


@pytest.mark.parametrize("proof", PartnerProof)
def test_the_token_of_a_partner_names_its_organisation_and_what_proved_it(proof: PartnerProof) -> None:
    token = CallerToken.for_partner(
        CERTIFIER, proof, frozenset({"prevention:declare"}), audiences=("records",), now=NOW, token_id=SOMEONE
    )
    claims = token.claims()
    assert claims["actor"] == "partner"
    assert claims["acr"] == proof.value
    assert claims["org_siret"] == "35600000000048"
    assert claims["id_client"] == "AB123CDE"
    assert claims["scope"] == "prevention:declare"


@pytest.mark.parametrize("audiences", [[], ["gateway"], ["records", "others"]])
def test_audiences_are_our_own_services(audiences: list[str]) -> None:
    with pytest.raises(ValueError, match="one or more of"):
        audiences_of(audiences)


def test_a_partner_gets_what_it_asks_or_all_it_has() -> None:
    assert CERTIFIER.grant(["prevention:declare"]) == {"prevention:declare"}
    assert CERTIFIER.grant([]) == CERTIFIER.scopes


@pytest.mark.parametrize(("scope", "told"), [("feed:dsn", "feed:dsn"), ("<script>", "unknown")])
def test_a_scope_of_others_is_refused(scope: str, told: str) -> None:
    with pytest.raises(ScopeNotAllowed) as refusal:
        CERTIFIER.grant(["prevention:declare", scope])
    assert refusal.value.metadata == {"scope": told}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_id": "A"}, "client_id"),
        ({"organisation": "  "}, "organisation"),
        ({"siret": "35600000000049"}, "siret"),
        ({"siret": "356 000 000 00048"}, "siret"),
        ({"siret": ""}, "siret"),
        ({"scopes": frozenset({"passport:read"})}, "scopes"),
        ({"id_client": "AB123"}, "id_client"),
        ({"id_client": ""}, "id_client"),
    ],
)
def test_what_no_partner_is_names_the_field(changes: dict[str, object], field: str) -> None:
    valid: dict[str, object] = {
        "client_id": CERTIFIER.client_id,
        "organisation": CERTIFIER.organisation,
        "siret": CERTIFIER.siret,
        "scopes": CERTIFIER.scopes,
        "id_client": CERTIFIER.id_client,
    }
    with pytest.raises(ValueError, match=f"^{field}:"):
        PartnerClient(**(valid | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "scopes", "why"),
    [
        (None, set(), "scopes: one or more of"),
        (PartnerRole.EMPLOYER, set(), "scopes: one or more of"),
        (None, {"feed:dsn", "dsn:every-employer"}, "role: dsn-redistribution, without which"),
        (PartnerRole.DSN_REDISTRIBUTION, {"dsn:every-employer"}, "scopes: feed:dsn too, without which"),
        (PartnerRole.DSN_REDISTRIBUTION, {"dsn:every-employer", "disputes:answer"}, "scopes: feed:dsn too"),
        (PartnerRole.DSN_REDISTRIBUTION, {"feed:dsn", "dsn:every-employer"}, ""),
        (PartnerRole.DSN_REDISTRIBUTION, {"feed:dsn"}, ""),
        (PartnerRole.MISSION_LOCALE, set(), ""),
        (None, {"feed:dsn"}, ""),
    ],
)
def test_what_is_registered_can_do_something_and_no_more_than_its_role(
    role: PartnerRole | None, scopes: set[str], why: str
) -> None:
    # Read from where it is kept it is a client all the same.
    client = PartnerClient("client", "Organisation", "35600000000048", frozenset(scopes), role=role)
    with pytest.raises(ValueError, match=f"^{why}") if why else nullcontext():
        client.check_new()


def test_a_client_without_scopes_gets_none() -> None:
    client = PartnerClient("client", "Organisation", "35600000000048", frozenset())
    with pytest.raises(ScopeNotAllowed):
        client.grant([])


@pytest.mark.parametrize("role", PartnerRole)
def test_a_role_has_the_scopes_of_its_work_and_no_other(role: PartnerRole) -> None:
    work = {
        PartnerRole.CERTIFIER: {"feed:certifications"},
        PartnerRole.EMPLOYER: {"feed:dsn", "prevention:declare", "prevention:read"},
        PartnerRole.DSN_REDISTRIBUTION: {"feed:dsn", "dsn:every-employer"},
        PartnerRole.TRAINING_BODY: {"feed:trainings", "prevention:declare"},
        PartnerRole.EDUCATION: {"feed:diplomas"},
    }.get(role, set())
    of_holders = {PartnerRole.PLATFORM: PLATFORM_SCOPES, PartnerRole.WALLET: WALLET_SCOPES}.get(role, frozenset())
    assert role.reads == (not work and not of_holders)
    assert role.asks_holders == bool(of_holders)
    work |= {"disputes:answer"} if work else of_holders
    for scope in PARTNER_SCOPES | PLATFORM_SCOPES | WALLET_SCOPES:
        if scope in work:
            check_scopes(role, [scope])
        else:
            with pytest.raises(ValueError, match=f"^scopes: {scope} is not for a {role}"):
                check_scopes(role, [scope])


def test_an_establishment_of_la_poste_has_a_siret_of_its_own_kind() -> None:
    assert PartnerClient("la-poste", "La Poste", "35600000049837", frozenset({"feed:dsn"})).id_client == ""


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/passeport",
        "/passeport?onglet=cv#haut",
        "/a//b",
        "https://front.example.org",
        "https://front.example.org/retour?a=https://b.example.org/@x",
        "https://front.example.org?a=b",
        "https://front.example.org:8443/#/cv",
        "https://xn--frn-bma.example.org/",
        "http://localhost:5173/retour",
        "http://127.0.0.1:5173/",
        "http://[::1]:5173/",
    ],
)
def test_these_ways_back_can_be_read_in_one_way_only(address: str) -> None:
    assert return_address(address) == address


def test_no_way_back_means_the_first_page() -> None:
    assert return_address("") == "/"


@pytest.mark.parametrize(
    "text",
    [
        "//imposteur.example.org",
        "/\\imposteur.example.org",
        "passeport",
        "/a\\b",
        "/a b",
        "/a\n",
        "/é",
        "javascript:alert(1)",
        "/" + "a" * 2048,
        "https://a.example.org/" + "a" * 2048,
        "http://front.example.org/",
        "HTTPS://front.example.org/",
        "https:front.example.org",
        "https:///front.example.org",
        "https://",
        "https://front.example.org@imposteur.example.org/",
        "https://user:word@front.example.org/",
        "https://front.example.org\\@imposteur.example.org/",
        "https://front.example.org\\.imposteur.example.org/",
        "https://front.example.org\t.imposteur.example.org/",
        "https://front.example.org/\r\nSet-Cookie: a=b",
        "https://front.example.org/\0",
        "https://frönt.example.org/",
        "https://front.example.org:/",
        "https://front.example.org:80a/",
        "https://front.example.org%2eimposteur.example.org/",
        "ftp://front.example.org/",
        " https://front.example.org/",
    ],
)
def test_these_are_no_ways_back(text: str) -> None:
    with pytest.raises(ValueError, match="a path of this site"):
        return_address(text)


@given(st.text(alphabet="/\\:@?#[].%htps\t aé0", max_size=40))
def test_a_way_back_is_where_it_looks_to_be(text: str) -> None:
    try:
        address = return_address(text)
    except ValueError:
        return
    assert address.isprintable()
    assert "\\" not in address
    if address.startswith("/"):
        assert not address.startswith("//")
    else:
        assert "@" not in urlsplit(address).netloc
