"""The bodies that a holder chooses among, and the token by which a professional reads what was shown to his."""

import json
from dataclasses import replace

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from passeport_identity.domain.partner import PartnerClient
from passeport_identity.errors import BodyNotFound, ProfessionalSessionInvalid
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.issue_caller_token import IssueCallerToken
from passeport_identity.usecases.list_bodies import GetBody, ListBodies
from passeport_sandbox.proconnect import BODIES
from professionals.conftest import LIFETIMES, Entrance
from sql_units import SqlUnits
from usecases.test_tokens_issued import SIGNER


async def test_a_holder_finds_the_bodies_that_the_law_names_and_no_others(sql_units: SqlUnits, bodies: None) -> None:
    list_bodies, get = ListBodies(sql_units), GetBody(sql_units)
    everybody = await list_bodies("")
    assert [(one.organisation, one.siret) for one in everybody] == sorted((one.name, one.siret) for one in BODIES)
    one = everybody[0]
    async with sql_units() as work:
        # A second client of the same body is the same body; an employer is none.
        await work.partners.save(replace(one, client_id="zz-encore", organisation="Encore"))
        await work.partners.save(
            PartnerClient("employeur", "Employeur local", "35600000000048", frozenset({"feed:dsn"}))
        )
        await work.commit()
    assert [found.siret for found in await list_bodies("")] == [found.siret for found in everybody]
    for wanted in (one.organisation[2:9].upper(), one.siret, one.siret[:9], f" {one.organisation} "):
        assert one in await list_bodies(wanted)
    for nobody in ("%", "_" * 3, "employeur", "\\", "x" * 300):
        assert await list_bodies(nobody) == []
    assert await get(one.siret) == one
    for siret in ("35600000000048", "", "x\0"):
        with pytest.raises(BodyNotFound):
            await get(siret)


async def test_a_professional_acts_for_his_body_and_about_nobody(entrance: Entrance) -> None:
    token = (await entrance.enter("idriss")).session_token
    get_session = GetSession(entrance.units, entrance.clock, LIFETIMES)
    issue = IssueCallerToken(entrance.units, get_session, entrance.get, SIGNER, entrance.clock)
    issued = await issue.for_body(token, ["publishing"])
    keys = KeySet.import_key_set(json.loads(SIGNER.jwks))
    claims = json.loads(jws.deserialize_compact(issued.token, keys, algorithms=["ES256"]).payload or b"")
    assert (claims["actor"], claims["scope"], claims["aud"]) == ("professional", "passport:shared", ["publishing"])
    assert (claims["org_siret"], claims["org_name"]) == (BODIES[1].siret, BODIES[1].name)
    assert claims.keys().isdisjoint({"person", "purpose"})
    with pytest.raises(ProfessionalSessionInvalid):
        await issue.for_body("x", ["publishing"])
    async with entrance.units() as work:
        await work.partners.remove(BODIES[1].client_id)
        await work.commit()
    with pytest.raises(ProfessionalSessionInvalid):
        await issue.for_body(token, ["publishing"])
