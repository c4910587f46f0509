"""«C'est faux», by public HTTP on the whole suite: a holder, the certifier who sent the award, and nobody else."""

from collections.abc import Callable
from http import HTTPStatus

from passeport_sandbox.feeds.partners import PARTNERS
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.partner_api import PartnerApi
from tests.e2e.test_examples import compare

RECORDS = "/api/v1/passport/records"
OURS, THEIRS = "/api/v1/passport/disputes", "/partners/v1/disputes"
SIRET = PARTNERS["certifs-ponant"].siret


def test_an_award_is_contested_and_its_certifier_answers(
    holder: Callable[[str], Browser], certifier: PartnerApi, payroll: PartnerApi
) -> None:
    karim = holder("karim")
    awards = [
        entry for entry in karim.ask("GET", RECORDS)["items"] if entry["nature"] == "guaranteed" and "award" in entry
    ]
    award = next(
        entry for entry in awards if karim.ask("GET", f"{RECORDS}/{entry['id']}/provenance")["sender"]["siret"] == SIRET
    )
    path = f"{RECORDS}/{award['id']}/disputes"
    asked = {"ground": "dates", "text": "Je l'ai obtenu un mois plus tôt."}
    opened = karim.request("POST", path, json=asked)
    compare(opened, f"{RECORDS}/{{entry_id}}/disputes", "post")
    dispute = opened.json()
    assert karim.ask("GET", f"{RECORDS}/{award['id']}")["contested"] is True
    compare(certifier.request("GET", THEIRS), THEIRS)
    read = certifier.request("GET", f"{THEIRS}/{dispute['id']}")
    compare(read, f"{THEIRS}/{{dispute_id}}")
    assert (read.json()["text"], read.json()["state"]) == (asked["text"], "seen")
    stranger = payroll.request("GET", f"{THEIRS}/{dispute['id']}")
    assert (stranger.status_code, stranger.json()["code"]) == (HTTPStatus.NOT_FOUND, "dispute_not_found")
    compare(karim.request("GET", f"{OURS}/{dispute['id']}"), f"{OURS}/{{dispute_id}}")
    said = {"answer": "Le procès-verbal est de ce jour-là."}
    version = {"If-Match": read.headers["etag"]}
    refused = certifier.request("POST", f"{THEIRS}/{dispute['id']}/refusal", json=said, headers=version)
    compare(refused, f"{THEIRS}/{{dispute_id}}/refusal", "post")
    over = karim.ask("GET", f"{OURS}/{dispute['id']}")
    assert (over["state"], over["answer"], over["meanwhile"]) == ("refused", said["answer"], None)
    assert karim.ask("GET", f"{RECORDS}/{award['id']}")["contested"] is False
    told = [line["told"] for line in karim.ask("GET", "/api/v1/passport/access-log")["items"]]
    assert any("a lu votre contestation" in line for line in told)
