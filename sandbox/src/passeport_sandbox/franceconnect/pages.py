"""The pages a person sees: plain HTML in French that needs no JavaScript and says it is a sandbox."""

from collections.abc import Iterable, Mapping
from html import escape

from passeport_sandbox.openid import PASSWORD
from passeport_sandbox.openid.scenarios import SEPARATOR, Scenario
from passeport_sandbox.personas import Persona

CLAIM_LABELS = {
    "given_name": "Prénoms",
    "family_name": "Nom de naissance",
    "birthdate": "Date de naissance",
    "gender": "Sexe",
    "birthplace": "Lieu de naissance",
    "birthcountry": "Pays de naissance",
    "preferred_username": "Nom d’usage",
    "email": "Adresse électronique",
    "idp_birthdate": "Date de naissance donnée par le fournisseur d’identité",
    "idp_id": "Fournisseur d’identité utilisé",
}

_IN_FRENCH = {"female": "féminin", "male": "masculin"}


def login_page(
    base: str,
    action: str,
    csrf: str,
    service: str,
    personas: Iterable[Persona],
    scenarios: Iterable[Scenario],
    *,
    refused: bool = False,
) -> str:
    """The choice of a persona, by the form or by the button of its line; `action` is the sign-in's address."""
    alert = (
        '<p class="alert" role="alert" id="login-error">Identifiant, scénario ou mot de passe inconnu.</p>'
        if refused
        else ""
    )
    described = ' aria-invalid="true" aria-describedby="login-error"' if refused else ""
    lines = "".join(_persona_line(persona) for persona in personas)
    faults = "".join(
        f"<li><code>{SEPARATOR}{escape(scenario.name)}</code> : {escape(scenario.title)}</li>" for scenario in scenarios
    )
    return _page(
        base,
        f"Se connecter à {service}",
        f"""{alert}
<form method="post" action="{escape(action)}/login">
{_hidden("csrf", csrf)}
<p><label for="login">Identifiant</label>
<input id="login" name="login" type="text" autocomplete="off" autocapitalize="none" spellcheck="false"
 required{described}></p>
<p><label for="password">Mot de passe (<code>{PASSWORD}</code> pour tout le monde)</label>
<input id="password" name="password" type="password" autocomplete="off" required></p>
<p><button type="submit">Se connecter</button></p>
</form>
<form method="post" action="{escape(action)}/abort">
{_hidden("csrf", csrf)}
<p><button type="submit" class="quiet">Retour au service {escape(service)}</button></p>
</form>
<h2>Personnes inventées du bac à sable</h2>
<form method="post" action="{escape(action)}/login">
{_hidden("csrf", csrf)}
{_hidden("password", PASSWORD)}
<table>
<thead><tr><th scope="col">Identifiant</th><th scope="col">Personne</th><th scope="col">Cas</th></tr></thead>
<tbody>{lines}</tbody>
</table>
</form>
<details>
<summary>Pannes et fraudes à la demande</summary>
<p>Ajoutez à l’identifiant l’un de ces suffixes, par exemple <code>claire{SEPARATOR}bad-signature</code>.</p>
<ul>{faults}</ul>
</details>""",
    )


def consent_page(
    base: str, action: str, csrf: str, service: str, persona: Persona, claims: Mapping[str, object]
) -> str:
    """What is about to be sent to the service, before it is."""
    lines = "".join(
        f"<dt>{CLAIM_LABELS[name]}</dt><dd>{_shown(value) or '<em>non renseigné</em>'}</dd>"
        for name, value in claims.items()
        if name in CLAIM_LABELS
    )
    released = (
        f"<p>Ces données seront transmises :</p><dl>{lines}</dl>"
        if lines
        else "<p>Aucune donnée d’identité n’est transmise : la connexion est anonyme.</p>"
    )
    return _page(
        base,
        f"Continuer vers {service}",
        f"""<p>Vous êtes connecté en tant que <strong>{escape(persona.full_name)}</strong>.</p>
{released}
<form method="post" action="{escape(action)}/consent">
{_hidden("csrf", csrf)}
<p><button type="submit">Continuer vers {escape(service)}</button></p>
</form>
<p><a href="{escape(action)}">Utiliser une autre identité</a></p>
<form method="post" action="{escape(action)}/abort">
{_hidden("csrf", csrf)}
<p><button type="submit" class="quiet">Retour au service sans se connecter</button></p>
</form>""",
    )


def error_page(base: str, code: str, message: str, return_form: str | None, csrf: str) -> str:
    """An error of FranceConnect itself; with a way back only where FranceConnect gives one."""
    back = (
        f"""<form method="post" action="{escape(return_form)}">
{_hidden("csrf", csrf)}
<p><button type="submit" class="quiet">Retour au service</button></p>
</form>"""
        if return_form
        else ""
    )
    return _page(
        base,
        "Une erreur est survenue",
        f"""<p class="alert" role="alert">{escape(message)}</p>
<p>Code d’erreur : <code id="error-code">{escape(code)}</code></p>
{back}""",
    )


def logged_out_page(base: str) -> str:
    """The end of a logout that has nowhere to return to."""
    return _page(base, "Vous êtes déconnecté", "<p>Vous pouvez fermer cet onglet.</p>")


def _persona_line(persona: Persona) -> str:
    login = escape(persona.login)
    return (
        f'<tr><th scope="row"><button name="login" value="{login}">{login}</button></th>'
        f"<td>{escape(persona.full_name)}</td><td>{escape(persona.story)}</td></tr>"
    )


def _shown(value: object) -> str:
    return escape(_IN_FRENCH.get(str(value), str(value)))


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _page(base: str, title: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} – bac à sable FranceConnect</title>
<link rel="stylesheet" href="{escape(base)}/assets/sandbox.css">
</head>
<body>
<header>
<p><strong>Bac à sable.</strong> Cette page imite FranceConnect pour les essais :
elle n’est pas FranceConnect, les personnes sont inventées, n’y saisissez aucune donnée réelle.</p>
</header>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""
