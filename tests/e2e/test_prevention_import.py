"""The official import of the passeport de prévention over HTTP, from a training body's file to a worker's passport."""

import csv
import time
from collections.abc import Callable
from io import StringIO
from uuid import uuid4

import httpx

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.furnish import TRAINING_BODY
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack

IMPORTS = "/partners/v1/prevention/imports"
COLUMNS = {
    "ID_DECLARATION": "",
    "REFERENCE_DECLARATION": "Session de printemps",
    "ID_UNIQUE_PARTENAIRE": "",
    "NOM_FORMATION": "Travail en hauteur, port du harnais",
    "DATE_DEBUT_FORMATION": "02/03/2026",
    "DATE_FIN_FORMATION": "03/03/2026",
    "MODALITE_DISPENSE": "PRESENTIEL",
    "COMPETENCE_TRANSFERABLE": "115650/121885/400635",
    "QUALIFICATION_FORMATEUR": "PREVENTEUR",
    "FORMATION_CERTIFIANTE": "NON",
    "CERTIFICATION_VISEE": "",
    "DOMAINE_FORMATION": "42829",
    "SPECIALITE_FORMATION": "344r",
    "NIR": "",
    "NOM_TITULAIRE": "",
    "PRESENCE_EMPLOYEUR": "NON",
    "SIRET_EMPLOYEUR": "",
    "REFERENCE_EMPLOYEUR": "",
    "DATE_DEBUT_VALIDITE": "03/03/2026",
    "DATE_FIN_VALIDITE": "03/03/2029",
}


def content_of(*lines: dict[str, str]) -> bytes:
    rows = ["|".join(COLUMNS), *("|".join((COLUMNS | line).values()) for line in lines)]
    return "".join(f"{row}\r\n" for row in rows).encode("utf-8-sig")


def submit(api: PartnerApi, content: bytes, name: str) -> httpx.Response:
    path = f"{IMPORTS}?declarant=training_body&file_name={name}"
    return api.request("POST", path, content=content, headers={"Content-Type": "text/csv"})


def finished(api: PartnerApi, import_id: str) -> dict[str, object]:
    deadline = time.monotonic() + 60
    while True:
        found: dict[str, object] = api.request("GET", f"{IMPORTS}/{import_id}").json()
        if found["state"] == "finished":
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def test_a_training_body_sends_the_official_file_and_the_worker_reads_his_training(
    stack: Stack, http: httpx.Client, holder: Callable[[str], Browser], verifier: Verifier
) -> None:
    api = stack.partner(http, TRAINING_BODY.client_id)
    worker, key = by_login("claire"), f"hauteur-{uuid4()}"
    claire = {"NIR": worker.nir, "NOM_TITULAIRE": worker.family_name}
    right = {"ID_DECLARATION": key, "ID_UNIQUE_PARTENAIRE": f"{key}-1", **claire}
    nobody = right | {"ID_UNIQUE_PARTENAIRE": f"{key}-2", "NOM_TITULAIRE": "PERSONNE"}
    wrong = right | {"ID_DECLARATION": "X", "ID_UNIQUE_PARTENAIRE": f"{key}-3", "DATE_FIN_VALIDITE": "01/01/2026"}
    content = content_of(right, nobody, wrong)
    sent = submit(api, content, f"{key}.csv")
    assert sent.status_code == 202, sent.text
    assert submit(api, content, f"{key}.csv").json()["id"] == sent.json()["id"]
    done = finished(api, sent.json()["id"])
    counts = ("declared", "already_declared", "unresolved", "rejected", "late")
    assert [done[name] for name in counts] == [1, 0, 1, 1, 1]
    result = api.request("GET", str(done["result_url"]), headers={"Accept": "text/csv"})
    told = [(row["line"], row["outcome"], row["column"], row["rule"]) for row in csv.DictReader(StringIO(result.text))]
    assert told == [
        ("2", "declared", "", ""),
        ("3", "unresolved", "NIR", "worker_not_found"),
        ("4", "rejected", "DATE_FIN_VALIDITE", "order"),
    ]
    assert worker.nir not in result.text
    browser = holder("claire")
    trainings = browser.ask("GET", "/api/v1/passport/prevention/trainings")["items"]
    (training,) = [each for each in trainings if each["title"] == COLUMNS["NOM_FORMATION"]]
    assert (training["declarant_name"], training["validity_end_date"]) == (TRAINING_BODY.name, "2029-03-03")
    assert (training["due_date"], training["late"]) == ("2026-09-30", True)
    again = finished(api, submit(api, content, f"{key}-encore.csv").json()["id"])
    assert [again[name] for name in counts] == [0, 1, 1, 1, 0]
    attested = {"kind": "attestation", "training_ids": [training["id"]]}
    made = browser.ask("POST", "/api/v1/publications", json=attested)
    assert (made["title"], made["entry_ids"]) == ("Attestation de prévention", [training["id"]])
    taken_back = {"declaration_id": key, "expected_count": 1, "reason": "Session annulée"}
    assert api.request("POST", "/partners/v1/prevention/withdrawals", json=taken_back).is_success
    verifier.wait_for(made["verification_code"], "superseded", timeout=10)


def test_a_file_that_is_not_of_the_guide_is_refused_by_name(stack: Stack, http: httpx.Client) -> None:
    api = stack.partner(http, TRAINING_BODY.client_id)
    refused = submit(api, content_of().replace(b"|", b";"), "formations.csv")
    assert (refused.status_code, refused.json()["rule"]) == (422, "separator")
    named = submit(api, content_of(), "formations.txt")
    assert (named.status_code, named.json()["rule"]) == (422, "file_name")
