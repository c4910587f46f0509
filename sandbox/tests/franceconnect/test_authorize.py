"""What /authorize accepts, what it refuses on its own page, and what it sends back to the service."""

from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest
from franceconnect.service import ISSUER, Service, challenge_of, error_code, fragment_of, query_of

from passeport_sandbox.franceconnect import FRANCECONNECT_PLUS
from passeport_sandbox.franceconnect.errors import RedirectError

LOGIN_PAGE = f"{ISSUER.removeprefix('http://localhost:8081')}/interaction/"


@pytest.mark.parametrize(
    "name", ["client_id", "redirect_uri", "response_type", "scope", "acr_values", "nonce", "state"]
)
async def test_a_missing_parameter_stops_on_a_page(service: Service, name: str) -> None:
    response = await service.authorize(**{name: None})
    assert response.status_code == 400
    assert error_code(response) == "Y030007"
    assert "<form" not in response.text


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": ""},
        {"nonce": ""},
        {"nonce": "nonce_trop_court"},
        {"nonce": "n" * 21},
        {"prompt": ""},
        {"prompt": "none"},
        {"prompt": "select_account"},
        {"prompt": "login none"},
        {"redirect_uri": ""},
        {"redirect_uri": "example.com"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "http://[:/"},
    ],
)
async def test_a_meaningless_parameter_stops_on_a_page(service: Service, change: dict[str, str]) -> None:
    response = await service.authorize(**change)
    assert (response.status_code, error_code(response)) == (400, "Y030007")


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "n" * 22},
        {"nonce": "nonceatleastsixtyfourcharacterss@#&nonceatleastsixtyfourcharacterss"},
        {"state": ""},
        {"state": "court"},
        {"prompt": "login"},
        {"prompt": "consent"},
        {"prompt": "login consent"},
        {"prompt": "consent login"},
        {"prompt": None},
        {"ui_locales": "fr-FR"},
        {"max_age": "0"},
        {"idp_hint": "sandbox"},
        {"acr_values": "eidas1"},
        {"acr_values": "niveau_inconnu"},
        {"acr_values": "eidas1 eidas2 eidas3"},
        {"acr_values": "eidas2 eidas1"},
        {"redirect_uri": "http://localhost:8080/autre?page=1"},
        {"scope": "openid scope_inconnu"},
        {"code_challenge": challenge_of("v" * 43), "code_challenge_method": "S256"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_sound_request_leads_to_the_login_page(
    service: Service, change: dict[str, str | None], method: str
) -> None:
    asked = service.parameters(**change)
    if method == "GET":
        response = await service.browser.get(f"{ISSUER}/authorize?{urlencode(asked)}")
    else:
        response = await service.browser.post(f"{ISSUER}/authorize", data=asked)
    assert response.status_code == 303
    assert response.headers["location"].startswith(LOGIN_PAGE)
    page = await service.browser.get(response.headers["location"])
    assert page.status_code == 200
    assert 'name="password"' in page.text


async def test_a_parameter_given_twice_is_refused(service: Service) -> None:
    response = await service.browser.get(service.authorize_url() + "&state=encore")
    assert error_code(response) == "Y030007"


async def test_a_post_that_is_no_form_is_refused(service: Service) -> None:
    response = await service.browser.post(f"{ISSUER}/authorize", json=service.parameters())
    assert error_code(response) == "Y030007"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": "inconnu"}, "Y04EA6EF"),
        ({"redirect_uri": "https://my-malicious-url.fr/callback"}, "Y04C013C"),
        ({"redirect_uri": "http://localhost:8080/auth/callback/"}, "Y04C013C"),
        ({"redirect_uri": "http://localhost:8080/auth/callback?x=1"}, "Y04C013C"),
        ({"redirect_uri": "http://localhost:8080/wrong-url", "scope": "email"}, "Y040001"),
        ({"redirect_uri": "http://localhost:8080/wrong-url", "scope": "openid dgfip_rfr"}, "Y040001"),
        ({"claims": '{"id_token":{"amr":{"essential":true}}}'}, "Y100009"),
        ({"claims": "pas du json"}, "Y030028"),
        ({"claims": '{"id_token":[]}'}, "Y030028"),
        ({"claims": "[]"}, "Y030028"),
    ],
)
async def test_no_way_back_is_given_to_a_service_that_is_not_sure(
    service: Service, change: dict[str, str], code: str
) -> None:
    response = await service.authorize(**change)
    assert response.status_code == 400
    assert error_code(response) == code
    assert "location" not in response.headers
    assert "<form" not in response.text
    assert 'lang="fr"' in response.text


@pytest.mark.parametrize(
    ("change", "error", "description"),
    [
        ({"response_type": ""}, "invalid_request", "missing required parameter 'response_type'"),
        ({"response_type": "inconnu"}, "unsupported_response_type", "unsupported response_type requested"),
        (
            {"scope": ""},
            "invalid_request",
            "openid scope must be requested when using the acr_values parameter",
        ),
        (
            {"scope": "profile"},
            "invalid_request",
            "openid scope must be requested when using the acr_values parameter",
        ),
        ({"scope": "openid cnous_statut_boursier"}, "invalid_scope", "requested scope is not allowed"),
        ({"scope": "openid idp_id"}, "invalid_scope", "requested scope is not allowed"),
        ({"acr_values": "eidas2"}, "invalid_acr", "got eidas2"),
        ({"acr_values": "eidas3"}, "invalid_acr", "got eidas3"),
        ({"acr_values": "eidas3 eidas2"}, "invalid_acr", "got eidas2"),
        ({"acr_values": "inconnu eidas3"}, "invalid_acr", "got eidas3"),
        ({"idp_hint": "inconnu"}, "invalid_idp_hint", ""),
        ({"request": "eyJ"}, "request_not_supported", ""),
        ({"request_uri": "https://example.org/r"}, "request_uri_not_supported", ""),
        ({"code_challenge": "c" * 43}, "invalid_request", "code_challenge_method"),
        ({"code_challenge": "c" * 43, "code_challenge_method": "plain"}, "invalid_request", ""),
        ({"code_challenge": "court", "code_challenge_method": "S256"}, "invalid_request", ""),
        ({"code_challenge_method": "S256"}, "invalid_request", "code_challenge must be provided"),
    ],
)
async def test_other_refusals_go_back_to_the_service(
    service: Service, change: dict[str, str], error: str, description: str
) -> None:
    answer = await service.refusal(state="etat-de-la-demande", **change)
    assert answer["error"] == error
    assert description in answer["error_description"]
    assert (answer["state"], answer["iss"]) == ("etat-de-la-demande", ISSUER)
    assert "code" not in answer


async def test_the_refused_level_is_explained_word_for_word(service: Service) -> None:
    answer = await service.refusal(acr_values="eidas2")
    assert answer["error_description"] == (
        "acr_value is not valid, should be equal one of these values, expected eidas1, got eidas2"
    )


@pytest.mark.parametrize("response_type", ["id_token", "id_token token", "code id_token", "code token"])
async def test_the_error_is_in_the_fragment_when_tokens_were_asked_there(service: Service, response_type: str) -> None:
    response = await service.authorize(response_type=response_type)
    location = response.headers["location"]
    assert query_of(location) == {}
    assert fragment_of(location)["error"] == "unsupported_response_type"
    assert fragment_of(location)["iss"] == ISSUER


async def test_the_answer_is_added_to_the_query_that_the_service_registered(service: Service) -> None:
    answer = await service.refusal(redirect_uri="http://localhost:8080/autre?page=1", acr_values="eidas2")
    assert (answer["page"], answer["error"]) == ("1", "invalid_acr")


async def test_a_service_with_the_right_to_it_gets_amr(service_of: Callable[[str], Service]) -> None:
    curious = service_of("curieux")
    asked = await curious.tokens(claims='{"id_token":{"amr":{"essential":true}}}')
    assert (await curious.claims(asked["id_token"]))["amr"] == ["pwd"]
    not_asked = await curious.tokens()
    assert "amr" not in await curious.claims(not_asked["id_token"])


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        (["eidas2"], "eidas2"),
        (["eidas3"], "eidas3"),
        (["niveau_inconnu"], "eidas3"),
        (["eidas3", "eidas2"], "eidas2"),
        (["eidas2", "niveau_inconnu"], "eidas2"),
    ],
)
def test_another_platform_is_another_value(asked: list[str], got: str) -> None:
    assert FRANCECONNECT_PLUS.level_for(asked) == got
    with pytest.raises(RedirectError, match="invalid_acr"):
        FRANCECONNECT_PLUS.level_for(["eidas1", "eidas2"])


async def test_nobody_is_redirected_by_a_get_without_parameters(browser: httpx.AsyncClient) -> None:
    response = await browser.get(f"{ISSUER}/authorize")
    assert (response.status_code, error_code(response)) == (400, "Y030007")
