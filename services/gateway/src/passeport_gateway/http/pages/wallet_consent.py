"""The screen where a holder lets a wallet take a publication: which wallet, which publication; one form, no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from starlette.responses import Response

from passeport.identity.v1.authorization_service_pb2 import DescribeAuthorizationResponse
from passeport.publishing.v1.publication_service_pb2 import Publication
from passeport_gateway.domain.authorization import AuthorizationRequest
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.choosing import Chosen, button, choose_publication, choosing_page

__all__ = ["wallet_consent_page"]

_TITLE = Words("Ajouter une publication à {wallet}", "Add a publication to {wallet}")
_WALLET = Words("Portefeuille numérique", "Wallet")
_SIRET = Words("SIRET de qui l’édite", "SIRET of who makes it")
_TERMS = Words(
    "Votre portefeuille reçoit l’attestation signée de cette publication, en dix exemplaires au plus, et garde TOUT ce "
    "qu’elle montre : c’est vous qui y choisirez ce que vous montrez à chacun. N’acceptez que si vous venez de le "
    "demander dans votre portefeuille. Retirer la publication rend l’attestation sans valeur.",
    "Your wallet gets the signed credential of this publication, in ten copies at most, and keeps EVERYTHING that it "
    "shows: there it is you who choose what you show to whom. Accept only if you have just asked for it in your "
    "wallet. Withdrawing the publication makes the credential worthless.",
)
_ALLOW = Words("Ajouter à mon portefeuille", "Add to my wallet")
_DENY = Words("Refuser", "Refuse")
_NONE = Words(
    "Vous n’avez rien publié que ce portefeuille demande : publiez d’abord un CV ou une attestation, puis revenez. "
    "Rien n’est communiqué.",
    "You have published nothing that this wallet asks for: publish a CV or an attestation first, then come back. "
    "Nothing is shared.",
)
_BACK = Words("Revenir sans rien donner", "Go back without giving anything")


def wallet_consent_page(
    asked: AuthorizationRequest,
    wallet: DescribeAuthorizationResponse,
    publications: Sequence[Publication],
    name: str,
    csrf_token: str,
    language: Language,
    chosen: Chosen | None = None,
) -> Response:
    """The screen; `chosen` is what a form said that lacked something."""
    title = _TITLE.in_language(language).format(wallet=wallet.organisation)
    facts = ((_WALLET, escape(wallet.organisation)), (_SIRET, escape(wallet.siret)))
    if publications:
        body = (
            f"{choose_publication(publications, language, chosen, asked.issuer_state)}\n"
            f"<p>{_TERMS.in_language(language)}</p>\n"
            f"{button('allow', _ALLOW, language)} {button('deny', _DENY, language)}"
        )
    else:
        body = f"<p>{_NONE.in_language(language)}</p>\n{button('deny', _BACK, language)}"
    return choosing_page(asked, title, facts, body, name, csrf_token, language, lacking=chosen is not None)
