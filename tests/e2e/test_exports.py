"""What the whole suite hands out to a holder: everything by its schema, provenance as PROV, how fresh sources are."""

from collections.abc import Callable

import jsonschema_rs
from prov.model import ProvDocument

from passeport_sandbox.stack.browser import Browser

EXPORT = "/api/v1/passport/export"


def test_everything_is_handed_out_by_its_schema_and_is_one_access(holder: Callable[[str], Browser]) -> None:
    karim = holder("karim")
    listed = {entry["id"] for entry in karim.ask("GET", "/api/v1/passport/records")["items"]}
    before = exports(karim)
    export = karim.ask("GET", EXPORT)
    schema = karim.ask("GET", "/schemas/passport-export/v1")
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(export)
    assert (export["complete"], export["gaps"]) == (True, [])
    assert listed <= {entry["id"] for entry in export["entries"]}
    assert {entry["provenance"]["entry_id"] for entry in export["entries"]} >= listed
    assert export["account"]["civil_identity"]["birth_name"]
    assert exports(karim) == before + 1
    for form in ("json-resume", "europass"):
        assert karim.request("GET", f"{EXPORT}/{form}").status_code == 200


def exports(browser: Browser) -> int:
    log = browser.ask("GET", "/api/v1/passport/access-log?page_size=200")["items"]
    return sum(line["action"] == "records.passport.export" for line in log)


def test_provenance_is_prov_that_others_read(holder: Callable[[str], Browser]) -> None:
    karim = holder("karim")
    for entry in karim.ask("GET", "/api/v1/passport/records")["items"]:
        path = f"/api/v1/passport/records/{entry['id']}/provenance"
        told = karim.ask("GET", path)
        answer = karim.request("GET", path, headers={"Accept": "application/prov+json"})
        document = ProvDocument.deserialize(content=answer.content, format="json")
        versions = [one for one in document.records if str(one.identifier).startswith(f"entry:{entry['id']}#r")]
        versions = [one for one in versions if str(one.get_type()) == "prov:Entity"]
        assert len(versions) == len(told["steps"]) > 0
        assert entry["nature"] == ("declared" if told["source"] == "holder" else "guaranteed")


def test_the_passport_tells_how_far_its_sources_have_got(holder: Callable[[str], Browser]) -> None:
    sources = {one["source"]: one for one in holder("karim").ask("GET", "/api/v1/passport")["sources"]}
    assert sources["certifications"]["last_receive_time"]
    assert "Certificateurs : dernier envoi reçu le " in sources["certifications"]["told"]
    assert not any(one["silent"] for one in sources.values())
