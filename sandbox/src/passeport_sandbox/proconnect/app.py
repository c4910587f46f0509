"""Builds the sandbox's ProConnect: what partenaires.proconnect.gouv.fr describes, and refuses what that refuses."""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from passeport_sandbox.openid import PASSWORD, Client, scenarios
from passeport_sandbox.openid.answers import BadFormError, page, read_form, see_other, single_values
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.scenarios import SEPARATOR, Scenario
from passeport_sandbox.openid.shelf import Clock, wall_clock
from passeport_sandbox.proconnect.people import PROFESSIONALS
from passeport_sandbox.proconnect.provider import CLAIMS, TOKEN_SECONDS, Asked, Granted, Provider, new_secret

_REQUIRED = ("response_type", "client_id", "redirect_uri", "scope", "state", "nonce")
_OPTIONAL = ("claims", "acr_values", "prompt", "login_hint", "idp_hint", "code_challenge", "code_challenge_method")
_SHORTEST = 32
_FAULTS: dict[str, Scenario] = scenarios.load()


class _PageError(Exception):
    """Stops on a page of ProConnect's own, with one of its codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


class _TokenError(Exception):
    """An error of /token and /userinfo (RFC 6749 section 5.2)."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


def create_app(*, issuer: str, client: Client, clock: Clock = wall_clock, keys: KeyRing | None = None) -> FastAPI:
    """Return the application; `issuer` is the address services see, path included (…/api/v2)."""
    provider = Provider(issuer, client, keys or KeyRing.generate(), clock)
    app = FastAPI(title="ProConnect (bac à sable)", docs_url=None, redoc_url=None, openapi_url=None)
    prefix = urlsplit(issuer).path
    routes = _Routes(provider, prefix)
    for path, methods, answer in (
        ("/.well-known/openid-configuration", ["GET"], routes.discovery),
        ("/jwks", ["GET"], routes.jwks),
        ("/authorize", ["GET"], routes.authorize),
        ("/interaction/{name}", ["GET"], routes.show),
        ("/interaction/{name}/login", ["POST"], routes.login),
        ("/interaction/{name}/abort", ["POST"], routes.abort),
        ("/token", ["POST"], routes.token),
        ("/userinfo", ["GET"], routes.userinfo),
        ("/session/end", ["GET"], routes.end),
    ):
        app.add_api_route(f"{prefix}{path}", answer, methods=methods, response_model=None)

    @app.exception_handler(_PageError)
    async def stop(_: Request, error: _PageError) -> Response:
        return page(_page("Une erreur est survenue", f"<p>{escape(error.message)}</p><p>{error.code}</p>"), 400)

    @app.exception_handler(_TokenError)
    async def refuse(_: Request, error: _TokenError) -> Response:
        return JSONResponse({"error": error.error}, error.status, {"Cache-Control": "no-store"})

    return app


class _Routes:
    def __init__(self, provider: Provider, prefix: str) -> None:
        self._provider = provider
        self._prefix = prefix

    async def discovery(self) -> dict[str, Any]:
        issuer = self._provider.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
            "end_session_endpoint": f"{issuer}/session/end",
            "scopes_supported": list(CLAIMS),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
            "userinfo_signing_alg_values_supported": ["ES256", "RS256"],
            "claims_parameter_supported": True,
            "authorization_response_iss_parameter_supported": True,
            "code_challenge_methods_supported": ["S256"],
        }

    async def jwks(self) -> dict[str, Any]:
        return dict(self._provider.keys.public())

    async def authorize(self, request: Request) -> Response:
        client = self._provider.client
        try:
            values = single_values(request.url.query)
        except ValueError:
            raise _PageError("Y000400", "Un paramètre est envoyé deux fois.") from None
        if not values.keys() <= {*_REQUIRED, *_OPTIONAL} or not all(values.get(name) for name in _REQUIRED):
            raise _PageError("Y000400", "Un paramètre manque, ou n’est pas connu.")
        if values["client_id"] != client.client_id or values["redirect_uri"] not in client.redirect_uris:
            raise _PageError("Y030031", "L’adresse de retour n’est pas celle du service.")
        scopes = tuple(values["scope"].split())
        if "openid" not in scopes or not set(scopes) <= CLAIMS.keys() or values["response_type"] != "code":
            raise _PageError("Y000400", "Un scope n’est pas connu, ou response_type n’est pas code.")
        if min(len(values["state"]), len(values["nonce"])) < _SHORTEST:
            raise _PageError("Y000400", f"state et nonce ont au moins {_SHORTEST} caractères.")
        challenge = values.get("code_challenge", "")
        name = new_secret()
        self._provider.asked.put(
            name, Asked(values["redirect_uri"], values["state"], values["nonce"], scopes, challenge)
        )
        return see_other(f"{self._prefix}/interaction/{name}")

    async def show(self, name: str) -> HTMLResponse:
        self._asked(name)
        return page(_login_page(f"{self._prefix}/interaction/{name}", refused=False))

    async def login(self, name: str, request: Request) -> Response:
        asked, form = self._asked(name), await _form(request)
        login, _, fault = form.get("login", "").partition(SEPARATOR)
        professional = PROFESSIONALS.get(login)
        if professional is None or form.get("password") != PASSWORD or (fault and fault not in _FAULTS):
            return page(_login_page(f"{self._prefix}/interaction/{name}", refused=True), 401)
        scenario = _FAULTS[fault] if fault else scenarios.HONEST
        code = new_secret()
        self._provider.codes.put(code, Granted(asked, professional, scenario))
        self._provider.asked.drop(name)
        return self._back(asked, scenario, {"code": code})

    async def abort(self, name: str) -> Response:
        asked = self._asked(name)
        self._provider.asked.drop(name)
        return self._back(asked, scenarios.HONEST, {"error": "access_denied", "error_description": "User aborted"})

    async def token(self, request: Request) -> Response:
        client, form = self._provider.client, await _form(request)
        if (form.get("client_id"), form.get("client_secret")) != (client.client_id, client.client_secret):
            raise _TokenError("invalid_client", 401)
        if form.get("grant_type") != "authorization_code":
            raise _TokenError("unsupported_grant_type")
        code = form.get("code", "")
        granted = self._provider.codes.get(code)
        self._provider.codes.drop(code)
        if granted is None or form.get("redirect_uri") != granted.asked.redirect_uri or not _proves(granted, form):
            raise _TokenError("invalid_grant")
        if granted.scenario.token_status is not None:
            return Response(status_code=granted.scenario.token_status)
        access_token = new_secret()
        self._provider.tokens.put(access_token, granted)
        answer = {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self._provider.id_token(granted),
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    async def userinfo(self, request: Request) -> Response:
        scheme, _, access_token = request.headers.get("authorization", "").partition(" ")
        granted = self._provider.tokens.get(access_token) if scheme == "Bearer" else None
        if granted is None:
            raise _TokenError("invalid_token", 401)
        if granted.scenario.userinfo_status is not None:
            return Response(status_code=granted.scenario.userinfo_status)
        claims = self._provider.userinfo(granted)
        if granted.scenario.userinfo_json:
            return JSONResponse(claims)
        token = self._provider.keys.sign(claims, self._provider.client, granted.scenario)
        return Response(token, media_type="application/jwt")

    async def end(self, request: Request) -> Response:
        client = self._provider.client
        values = dict(request.query_params)
        try:
            claims = self._provider.keys.verified(values.get("id_token_hint", ""))
        except ValueError:
            raise _PageError("Y030110", "id_token_hint n’est pas un jeton de ProConnect.") from None
        back = values.get("post_logout_redirect_uri", "")
        if claims["aud"] != client.client_id or back not in client.post_logout_redirect_uris:
            raise _PageError("Y030111", "L’adresse de retour n’est pas celle du service.")
        if len(values.get("state", "")) < _SHORTEST:
            raise _PageError("Y000400", f"state a au moins {_SHORTEST} caractères.")
        return see_other(f"{back}?{urlencode({'state': values['state']})}")

    def _asked(self, name: str) -> Asked:
        asked = self._provider.asked.get(name)
        if asked is None:
            raise _PageError("Y030110", "La session a expiré.")
        return asked

    def _back(self, asked: Asked, scenario: Scenario, answer: Mapping[str, str]) -> Response:
        parameters = {**answer, "state": asked.state, "iss": self._provider.issuer}
        return see_other(f"{asked.redirect_uri}?{urlencode(scenario.callback.applied_to(parameters))}")


async def _form(request: Request) -> Mapping[str, str]:
    try:
        return await read_form(request)
    except BadFormError:
        raise _TokenError("invalid_request") from None


def _proves(granted: Granted, form: Mapping[str, str]) -> bool:
    """Say whether the code is exchanged by who asked for it (RFC 7636)."""
    if not granted.asked.code_challenge:
        return True
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") == granted.asked.code_challenge


def _login_page(action: str, *, refused: bool) -> str:
    lines = "".join(
        f'<tr><th scope="row"><button name="login" value="{one.login}">{one.login}</button></th>'
        f"<td>{escape(one.given_name)} {escape(one.usual_name)}</td><td>{escape(one.story)}</td></tr>"
        for one in PROFESSIONALS.values()
    )
    alert = '<p role="alert">Identifiant ou mot de passe inconnu.</p>' if refused else ""
    password = f'<input type="hidden" name="password" value="{PASSWORD}">'
    return _page(
        "Se connecter avec ProConnect",
        f"""{alert}
<form method="post" action="{action}/login">{password}
<p><label for="login">Identifiant</label> <input id="login" name="login" required></p>
<p><button type="submit">Se connecter</button></p></form>
<form method="post" action="{action}/login">{password}<table>{lines}</table></form>
<form method="post" action="{action}/abort"><p><button type="submit">Retour au service</button></p></form>""",
    )


def _page(title: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>{escape(title)} – bac à sable ProConnect</title></head>
<body><header><p><strong>Bac à sable.</strong> Cette page imite ProConnect pour les essais : elle n’est pas ProConnect,
les professionnels sont inventés.</p></header><main><h1>{escape(title)}</h1>
{body}</main></body></html>
"""
