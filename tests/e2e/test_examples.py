"""The examples of the description are as what the suite answers: the same members, the same forms of values."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import jwt
import pytest

from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack
from tests.waiting import until
from tools.distributions import ROOT

DOCUMENT = json.loads((ROOT / "services" / "gateway" / "openapi.json").read_text(encoding="utf-8"))
ADDRESS = "https://passeport.example"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_CODE = r"[0-9A-HJKMNP-TV-Z]"
_FORMS = (
    ("identifier", _UUID),
    ("moment", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z"),
    ("date", r"\d{4}(-\d\d(-\d\d)?)?"),
    ("digest", r"[0-9a-f]{64}"),
    ("code", rf"{_CODE}{{4}}(-{_CODE}{{4}}){{3}}"),
    ("siret", r"\d{14}"),
    ("secret", r"[A-Za-z0-9_-]{43}"),
    ("hint", r"[0-9]•{10}[0-9]{2}"),
    ("version", r"r\d+"),
    ("quoted version", r'"r\d+"'),
)


def form(text: str) -> str:
    """What sort of text this is; an address by the shape of its path and the names in its query."""
    for name, pattern in _FORMS:
        if re.fullmatch(pattern, text):
            return name
    if re.match(r"(https?:/)?/\w", text):
        split = urlsplit(text)
        path = re.sub(rf"{_CODE}{{16}}", "CODE", re.sub(_UUID, "ID", split.path))
        path = re.sub(r"(?<=^/p/)[A-Za-z0-9_-]{43}$", "SECRET", path)
        whose = "ours" if text.startswith(ADDRESS) else "elsewhere" if split.netloc else "relative"
        return f"{whose} {path}?{sorted(part.partition('=')[0] for part in split.query.split('&'))}"
    return "text"


def differences(example: Any, real: Any, where: str = "") -> Iterator[str]:
    """Where an example is not as a real answer; nothing is compared with null, or with an empty list."""
    if example is None or real is None:
        return
    if type(example) is not type(real):
        yield f"{where}: {example!r} is not as {real!r}"
    elif isinstance(example, dict):
        if example.keys() != real.keys():
            yield f"{where}: only in one of them: {sorted(example.keys() ^ real.keys())}"
        for name in example.keys() & real.keys():
            yield from differences(example[name], real[name], f"{where}/{name}")
    elif isinstance(example, list):
        if example and real:
            alike = [one for one in real if not isinstance(one, dict) or one.keys() == example[0].keys()]
            yield from differences(example[0], (alike or real)[0], f"{where}/0")
    elif isinstance(example, str) and form(example) != form(real):
        yield f"{where}: {example!r} ({form(example)}) is not as {real!r} ({form(real)})"


def compare(answer: httpx.Response, path: str, method: str = "get", base_url: str = "") -> None:
    """Holds the example of an operation to an answer, headers included."""
    described = DOCUMENT["paths"][path][method]["responses"][str(answer.status_code)]
    real = json.loads(answer.text.replace(base_url, ADDRESS)) if base_url else answer.json()
    media = answer.headers["content-type"]
    assert list(differences(described["content"][media]["example"], real, f"{method} {path}")) == []
    for name, header in described.get("headers", {}).items():
        assert list(differences(header["example"], answer.headers[name], f"{method} {path} {name}")) == []


@pytest.fixture(scope="module")
def karim(holder: Callable[[str], Browser]) -> Browser:
    return holder("karim")


def test_of_the_account_and_the_passport(karim: Browser, browser: Browser) -> None:
    for path in (
        "/api/v1/session",
        "/api/v1/sessions",
        "/api/v1/account",
        "/api/v1/passport",
        "/api/v1/passport/records",
        "/api/v1/passport/access-log",
        "/api/v1/passport/export",
    ):
        compare(karim.request("GET", path), path, base_url=karim.base_url)
    activation = "/api/v1/account/activation"
    number = {"nir": by_login("karim").nir_with_key}
    compare(karim.request("POST", activation, json=number), activation, "post")
    browser.sign_in("karim")
    compare(browser.request("POST", "/auth/logout"), "/auth/logout", "post")


def test_of_suggestions(karim: Browser) -> None:
    for name in ("certifications", "occupations"):
        path = f"/api/v1/suggestions/{name}"
        answer = karim.request("GET", f"{path}?q=compta")
        assert answer.json()["total"] > 0
        compare(answer, path)


def test_of_entries(karim: Browser) -> None:
    path, one = "/api/v1/passport/records", "/api/v1/passport/records/{entry_id}"
    drafts = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]["examples"]
    for kind in drafts.keys() - {"employment"}:
        made = karim.request("POST", path, json=drafts[kind]["value"])
        assert made.status_code == 201, made.text
        gone = karim.request("DELETE", made.headers["location"], headers={"If-Match": made.headers["etag"]})
        assert gone.status_code < 300, gone.text
    created = karim.request("POST", path, json=drafts["employment"]["value"])
    compare(created, path, "post")
    address, version = created.headers["location"], {"If-Match": created.headers["etag"]}
    changed = karim.request("PATCH", address, json={"title": "Cheffe de rang"}, headers=version)
    compare(changed, one, "patch")
    entries = karim.ask("GET", path)["items"]
    award = next(entry for entry in entries if entry["nature"] == "guaranteed" and "award" in entry)
    compare(karim.request("GET", f"{path}/{award['id']}"), one)
    compare(karim.request("GET", f"{path}/{award['id']}/provenance"), f"{one}/provenance")


def test_of_prevention(karim: Browser, training_body: PartnerApi) -> None:
    declarations = "/partners/v1/prevention/declarations"
    declaration = DOCUMENT["paths"][declarations]["post"]["requestBody"]["content"]["application/json"]["example"]
    who = {"nir": by_login("karim").nir, "birth_name": by_login("karim").family_name, "partner_key": str(uuid4())}
    for _ in range(2):
        compare(training_body.request("POST", declarations, json=declaration | who), declarations, "post")
    path = "/api/v1/passport/prevention/trainings"
    draft = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
    compare(karim.request("POST", path, json=draft), path, "post")
    compare(karim.request("GET", path), path)
    types = "/api/v1/reference/training-types"
    compare(karim.request("GET", types), types)
    compare(karim.request("GET", "/api/v1/passport/prevention"), "/api/v1/passport/prevention")


def test_of_publications_and_their_verification(karim: Browser, http: httpx.Client) -> None:
    path, one = "/api/v1/publications", "/api/v1/publications/{publication_id}"
    award = next(entry for entry in karim.ask("GET", "/api/v1/passport/records")["items"] if "award" in entry)
    created = karim.request("POST", path, json={"title": "Électricien", "entry_ids": [award["id"]]})
    compare(created, path, "post", karim.base_url)
    publication = created.json()
    compare(karim.request("GET", path), path, base_url=karim.base_url)
    compare(karim.request("GET", f"{path}/{publication['id']}"), one, base_url=karim.base_url)
    later = {"title": "Électricien, bientôt", "entry_ids": [award["id"]]}
    queued = karim.request("POST", path, json=later, headers={"Prefer": "respond-async"})
    compare(queued, path, "post")
    address = queued.headers["location"]
    until(lambda: karim.request("GET", address).json()["state"] == "published", "a publication in line is published")
    headers = DOCUMENT["paths"][f"{one}/document.pdf"]["get"]["responses"]["200"]["headers"]
    document = karim.request("GET", publication["document_url"])
    for name, header in headers.items():
        assert form(header["example"].strip('"')) == form(document.headers[name].strip('"'))
    verifications = "/api/v1/verifications"
    pdf = {"Content-Type": "application/pdf"}
    compare(http.post(verifications, content=document.content, headers=pdf), verifications, "post")
    compare(http.get(f"{verifications}/{publication['verification_code']}"), f"{verifications}/{{code}}")
    compare(http.get("/.well-known/jwks.json"), "/.well-known/jwks.json")
    badge = karim.request("GET", f"{path}/{publication['id']}/badges/{award['id']}").text
    key = http.get(jwt.get_unverified_header(badge)["kid"])
    said = jwt.decode(badge, jwt.PyJWK(key.json()), algorithms=["RS256"], issuer=karim.base_url)
    assert said["credentialSubject"]["achievement"]["humanCode"] == award["award"]["code"]
    of_badge = {"Content-Type": "application/jwt"}
    assert http.post(verifications, content=badge, headers=of_badge).json()["outcome"] == "authentic"
    assert http.get(said["credentialStatus"]["statusListCredential"]).is_success
    compare(http.get("/.well-known/franceconnect-jwks.json"), "/.well-known/franceconnect-jwks.json")
    shares = f"{path}/{publication['id']}/shares"
    draft = DOCUMENT["paths"][f"{one}/shares"]["post"]["requestBody"]["content"]["application/json"]["example"]
    shared = karim.request("POST", shares, json=draft)
    compare(shared, f"{one}/shares", "post", karim.base_url)
    compare(karim.request("GET", shares), f"{one}/shares")
    address, of_share = shared.headers["location"], "/api/v1/shares/{share_id}"
    compare(karim.request("GET", address), of_share)
    version = {"If-Match": shared.headers["etag"]}
    end = {"expire_time": shared.json()["expire_time"]}
    compare(karim.request("PATCH", address, json=end, headers=version), of_share, "patch")
    compare(karim.request("POST", f"{address}/deletion-request"), f"{of_share}/deletion-request", "post")
    assert http.post(shared.json()["link"], data={"pin": draft["pin"]}).status_code == 303
    compare(karim.request("GET", f"{address}/accesses"), f"{of_share}/accesses")
    withdrawn = karim.request("POST", f"{path}/{publication['id']}/withdrawal")
    compare(withdrawn, f"{one}/withdrawal", "post", karim.base_url)


def test_of_partners(stack: Stack, certifier: PartnerApi, http: httpx.Client) -> None:
    who = (certifier.client_id, certifier.client_secret)
    compare(http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=who), "/oauth/token", "post")
    wrong = http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(who[0], "wrong"))
    compare(wrong, "/oauth/token", "post")
    feed, batch = "/partners/v1/feeds/certifications", "/partners/v1/batches/{batch_id}"
    content = (stack.folder / "feeds" / "certifications-ponant.xml").read_bytes()
    named = {"Content-Type": "application/xml", "Content-Disposition": f'attachment; filename="{uuid4()}.xml"'}
    sent = certifier.request("POST", feed, content=content, headers=named)
    compare(sent, feed, "post")
    certifier.wait_for(sent.json()["id"])
    address = sent.headers["location"]
    compare(certifier.request("GET", address), batch)
    report = certifier.request("GET", f"{address}/report")
    described = DOCUMENT["paths"][f"{batch}/report"]["get"]["responses"]["200"]["content"]["application/json"]
    told = report.json()
    assert list(differences(described["example"]["batch"], told["batch"])) == []
    assert told["items"][0].keys() <= {name for item in described["example"]["items"] for name in item}
