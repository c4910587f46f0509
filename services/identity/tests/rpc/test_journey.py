"""The walk of a holder and that of a partner, over gRPC, with FranceConnect over HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import grpc
import httpx
import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from passeport.common.v1 import access_pb2
from passeport.identity.v1 import account_service_pb2 as accounts
from passeport.identity.v1 import person_resolution_service_pb2 as resolution
from passeport.identity.v1 import sign_in_service_pb2 as sign_ins
from passeport.identity.v1 import token_service_pb2 as tokens
from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import CallerKeys, RemoteError, use_caller_token
from passeport_identity.clients.registry_file import RegistryFile
from passeport_identity.domain.events import AccountActivated
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.usecases.import_persons import ImportPersons
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.vault.secret_hasher import SecretHasher
from passeport_sandbox.personas import by_login, write_registry
from people import CLAIRE, CLAIRE_NIR, OPERATOR, VAULT, register
from rpc.conftest import Peer, Records, told
from sandbox import GOODBYE
from sql_units import SqlUnits


@pytest.fixture
async def registry(sql_units: SqlUnits, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The personas of the sandbox, in the registry."""
    path = tmp_path_factory.mktemp("registry") / "persons.csv"
    write_registry(path)
    importing = ImportPersons(sql_units, VAULT, system_clock, Operator("import-persons"))
    await importing(RegistryFile(path), lambda bad: None)


async def refused(call: Awaitable[object]) -> RemoteError:
    with pytest.raises(RemoteError) as refusal:
        await told(call)
    return refusal.value


async def activate(gateway: Peer, session_token: str, login: str) -> accounts.Account:
    request = accounts.ActivateAccountRequest(nir=by_login(login).nir_with_key)
    return await gateway.as_holder(session_token, gateway.accounts.ActivateAccount, request)


async def test_a_holder_signs_in_activates_reads_and_leaves(
    registry: None, gateway: Peer, peer_of: Callable[[str], Peer], browser: httpx.AsyncClient, sql_units: SqlUnits
) -> None:
    completed = await gateway.enter(browser, "noemie")
    token, session = completed.session_token, completed.session
    assert completed.return_to == "/passeport"
    assert (session.given_names, session.family_name) == ("Noémie Anaïs Zoë", "LEBŒUF-GARÇON")
    assert (session.acr, session.activated) == ("eidas1", False)

    with use_caller_token(await gateway.caller_token(token, "identity")):
        refusal = await refused(gateway.civil_identities.GetCivilIdentity(accounts.GetCivilIdentityRequest()))
    assert refusal.reason == "CALLER_NOT_ALLOWED"

    account = await activate(gateway, token, "noemie")
    assert account.state == accounts.ACCOUNT_STATE_ACTIVE
    assert account.person_id == session.person_id
    assert account.nir_hint == "2••••••••••91"
    (event,) = await sql_units.events()
    assert isinstance(event, AccountActivated)
    assert event.person_id == UUID(session.person_id)

    again = await told(gateway.sign_in.GetSession(sign_ins.GetSessionRequest(session_token=token)))
    assert again.session.activated
    assert again.session.csrf_token == session.csrf_token

    publishing = peer_of("publishing")
    identity = await gateway.as_holder(
        token, publishing.civil_identities.GetCivilIdentity, accounts.GetCivilIdentityRequest()
    )
    assert (identity.birth_name, identity.sex) == ("LEBŒUF-GARÇON", accounts.SEX_FEMALE)
    assert (identity.birth_date.year, identity.birth_date.month, identity.birth_date.day) == (1996, 12, 8)

    await gateway.as_holder(token, gateway.accounts.GetAccount, accounts.GetAccountRequest())
    seen = []
    page_token = ""
    while True:
        request = access_pb2.ListAccessesRequest(page_size=2, page_token=page_token)
        page = await gateway.as_holder(token, gateway.accounts.ListAccesses, request)
        seen += [access.action for access in page.accesses]
        page_token = page.next_page_token
        if not page_token:
            break
    assert seen == [
        "identity.account.read",
        "identity.civil_identity.read",
        "identity.account.activated",
        "identity.session.opened",
        "identity.person.registered",
    ]

    ended = await told(gateway.sign_in.EndSession(sign_ins.EndSessionRequest(session_token=token)))
    assert (await browser.get(ended.logout_url)).headers["location"] == GOODBYE
    refusal = await refused(gateway.sign_in.GetSession(sign_ins.GetSessionRequest(session_token=token)))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.UNAUTHENTICATED, "SESSION_INVALID")


async def test_a_holder_signs_out_elsewhere(registry: None, gateway: Peer, browser: httpx.AsyncClient) -> None:
    here, there = await gateway.enter(browser, "claire"), await gateway.enter(browser, "claire")
    listed = await told(gateway.sign_in.ListSessions(sign_ins.ListSessionsRequest(session_token=here.session_token)))
    assert [(one.id, one.current, one.acr) for one in listed.sessions] == [
        (there.session.id, False, "eidas1"),
        (here.session.id, True, "eidas1"),
    ]
    malformed = sign_ins.EndOtherSessionsRequest(session_token=here.session_token, session_id="1")
    assert (await refused(gateway.sign_in.EndOtherSessions(malformed))).reason == "FIELD_INVALID"
    ending = sign_ins.EndOtherSessionsRequest(session_token=here.session_token, session_id=there.session.id)
    assert (await told(gateway.sign_in.EndOtherSessions(ending))).ended_count == 1
    gone = gateway.sign_in.GetSession(sign_ins.GetSessionRequest(session_token=there.session_token))
    assert (await refused(gone)).reason == "SESSION_INVALID"
    await told(gateway.sign_in.GetSession(sign_ins.GetSessionRequest(session_token=here.session_token)))


async def test_an_apprentice_of_fifteen_activates_and_a_schoolgirl_of_fifteen_does_not(
    registry: None, gateway: Peer, browser: httpx.AsyncClient, records: Records
) -> None:
    enzo = await gateway.enter(browser, "enzo")
    assert (await activate(gateway, enzo.session_token, "enzo")).state == accounts.ACCOUNT_STATE_ACTIVE
    assert records.asked == [enzo.session.person_id]
    browser.cookies.clear()
    records.answer = False
    lila = await gateway.enter(browser, "lila")
    with pytest.raises(RemoteError) as refusal:
        await activate(gateway, lila.session_token, "lila")
    assert (refusal.value.reason, refusal.value.metadata) == ("TOO_YOUNG", {"minimum_age": "16"})
    assert refusal.value.code is grpc.StatusCode.FAILED_PRECONDITION


async def test_records_failing_is_told_as_unavailable(
    registry: None, gateway: Peer, browser: httpx.AsyncClient, records: Records
) -> None:
    records.answer = None
    enzo = await gateway.enter(browser, "enzo")
    with pytest.raises(RemoteError) as refusal:
        await activate(gateway, enzo.session_token, "enzo")
    assert refusal.value.reason == "EMPLOYMENT_FACTS_UNAVAILABLE"
    assert refusal.value.retry_after is not None


async def test_every_persona_old_enough_can_activate(registry: None, gateway: Peer, browser: httpx.AsyncClient) -> None:
    for login in ("lan", "mamadou", "marie-ange", "lisandru", "moana", "thomas-bordeaux-12", "maximilien"):
        browser.cookies.clear()
        completed = await gateway.enter(browser, login)
        account = await activate(gateway, completed.session_token, login)
        assert account.state == accounts.ACCOUNT_STATE_ACTIVE, login


async def test_five_wrong_nir_lock_with_a_delay(registry: None, gateway: Peer, browser: httpx.AsyncClient) -> None:
    completed = await gateway.enter(browser, "claire")
    reasons = []
    for _ in range(6):
        with pytest.raises(RemoteError) as refusal:
            await activate(gateway, completed.session_token, "noah")
        reasons.append(refusal.value.reason)
        assert refusal.value.metadata == {}
    assert reasons == ["ACTIVATION_REFUSED"] * 5 + ["ACTIVATION_LOCKED"]
    assert refusal.value.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert refusal.value.retry_after is not None


async def test_a_malformed_nir_names_its_rule(registry: None, gateway: Peer, browser: httpx.AsyncClient) -> None:
    completed = await gateway.enter(browser, "claire")
    request = accounts.ActivateAccountRequest(nir="281044410902100")
    with pytest.raises(RemoteError) as refusal:
        await gateway.as_holder(completed.session_token, gateway.accounts.ActivateAccount, request)
    assert (refusal.value.reason, refusal.value.metadata) == ("NIR_MALFORMED", {"rule": "key"})
    assert refusal.value.violations[0][0] == "nir"


async def test_a_double_callback_keeps_the_session(gateway: Peer, browser: httpx.AsyncClient) -> None:
    callback = await gateway.callback(browser, "claire")
    first = await told(gateway.sign_in.CompleteLogin(callback))
    callback.session_token = first.session_token
    second = await told(gateway.sign_in.CompleteLogin(callback))
    assert (second.already_completed, second.session_token, second.session.id) == (True, "", first.session.id)
    assert second.session.csrf_token == first.session.csrf_token


@pytest.mark.parametrize(
    ("scenario", "code", "reason"),
    [
        ("bad-signature", grpc.StatusCode.PERMISSION_DENIED, "LOGIN_NOT_TRUSTED"),
        ("wrong-iss", grpc.StatusCode.PERMISSION_DENIED, "LOGIN_NOT_TRUSTED"),
        ("wrong-state", grpc.StatusCode.FAILED_PRECONDITION, "LOGIN_STATE_INVALID"),
        ("low-acr", grpc.StatusCode.PERMISSION_DENIED, "LOGIN_LEVEL_TOO_LOW"),
        ("code-expired", grpc.StatusCode.FAILED_PRECONDITION, "LOGIN_CODE_REFUSED"),
        ("token-500", grpc.StatusCode.UNAVAILABLE, "PROVIDER_UNAVAILABLE"),
    ],
)
async def test_faults_of_franceconnect_keep_their_meaning(
    gateway: Peer, browser: httpx.AsyncClient, scenario: str, code: grpc.StatusCode, reason: str
) -> None:
    refusal = await refused(gateway.sign_in.CompleteLogin(await gateway.callback(browser, f"claire~{scenario}")))
    assert (refusal.code, refusal.reason, refusal.domain) == (code, reason, "identity.passeport")


async def test_giving_up_is_aborted(gateway: Peer, browser: httpx.AsyncClient) -> None:
    callback = await gateway.callback(browser, "claire")
    callback.code, callback.error = "", "access_denied"
    refusal = await refused(gateway.sign_in.CompleteLogin(callback))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.ABORTED, "LOGIN_CANCELLED")


async def test_unsafe_requests_need_the_csrf_token(gateway: Peer, browser: httpx.AsyncClient) -> None:
    completed = await gateway.enter(browser, "claire")

    def issue(csrf_token: str) -> Awaitable[tokens.IssueCallerTokenResponse]:
        return gateway.tokens.IssueCallerToken(
            tokens.IssueCallerTokenRequest(
                session_token=completed.session_token, audiences=["records"], unsafe=True, csrf_token=csrf_token
            )
        )

    assert (await told(issue(completed.session.csrf_token))).caller_token
    refusal = await refused(issue("x"))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.PERMISSION_DENIED, "CSRF_INVALID")


async def test_a_partner_gets_tokens_that_other_services_verify(
    gateway: Peer, peer_of: Callable[[str], Peer], sql_units: SqlUnits
) -> None:
    client = PartnerClient("dsn", "GIP-MDS", "35600000000048", frozenset({"feed:dsn"}))
    await RegisterPartner(sql_units, SecretHasher(n=2**4), system_clock, OPERATOR)(client, "s" * 43)
    request = tokens.IssuePartnerTokenRequest(client_id="dsn", client_secret="s" * 43)
    issued = await told(gateway.tokens.IssuePartnerToken(request))
    assert (issued.lifetime.seconds, list(issued.scopes)) == (900, ["feed:dsn"])
    exchanged = await told(
        gateway.tokens.IssueCallerToken(
            tokens.IssueCallerTokenRequest(access_token=issued.access_token, audiences=["records"])
        )
    )

    async def keys() -> str:
        answer = await told(peer_of("records").keys.GetCallerTokenKeys(tokens.GetCallerTokenKeysRequest()))
        return str(answer.jwks)

    caller = await CallerKeys("records", keys).verify(exchanged.caller_token)
    assert (caller.subject, caller.actor, sorted(caller.scopes)) == ("dsn", "partner", ["feed:dsn"])
    assert (caller.organisation, caller.siret) == ("GIP-MDS", "35600000000048")
    jws.deserialize_compact(exchanged.caller_token, KeySet.import_key_set(json.loads(await keys())), ["ES256"])

    wrong = tokens.IssuePartnerTokenRequest(client_id="dsn", client_secret="x" * 43)
    assert (await refused(gateway.tokens.IssuePartnerToken(wrong))).reason == "CLIENT_INVALID"


async def test_records_resolves_a_batch_in_order(registry: None, gateway: Peer, peer_of: Callable[[str], Peer]) -> None:
    records = peer_of("records")
    thomas = by_login("thomas-rennes-21")
    queries = [
        resolution.PersonQuery(nir=resolution.NirQuery(nir=thomas.nir, birth_name="Martin")),
        resolution.PersonQuery(
            civil_identity=resolution.CivilIdentityQuery(
                birth_name="Martin",
                given_names=["THOMAS"],
                sex=accounts.SEX_MALE,
                birth_year=1994,
                birth_month=3,
                birth_day=21,
                birth_place="35238",
                birth_country="100",
                usage_name="MARTIN",
            )
        ),
        resolution.PersonQuery(nir=resolution.NirQuery(nir="1234567890123", birth_name="NOM_TEST")),
    ]
    request = resolution.ResolvePersonsRequest(queries=queries, purpose="certifications")
    answer = await told(records.persons.ResolvePersons(request))
    first, second, third = answer.resolutions
    assert first.outcome == second.outcome == resolution.RESOLUTION_OUTCOME_RESOLVED
    assert first.person_id == second.person_id != ""
    assert (first.step, second.step) == (0, 2)
    assert list(second.fields)[-2:] == ["birth_month", "birth_day"]
    assert (third.outcome, third.person_id) == (resolution.RESOLUTION_OUTCOME_NIR_INVALID, "")


def _named(**said: Any) -> resolution.PersonQuery:
    good: dict[str, Any] = {
        "birth_name": "MARTIN",
        "given_names": ["THOMAS"],
        "sex": accounts.SEX_MALE,
        "birth_year": 1994,
    }
    good |= said
    return resolution.PersonQuery(civil_identity=resolution.CivilIdentityQuery(**good))


async def test_a_person_named_by_nothing_does_not_stop_the_others(
    peer_of: Callable[[str], Peer], sql_units: SqlUnits
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    good = resolution.PersonQuery(nir=resolution.NirQuery(nir=CLAIRE_NIR.value, birth_name="FONTANEL"))
    nobody = [
        resolution.PersonQuery(),
        resolution.PersonQuery(nir=resolution.NirQuery(nir=CLAIRE_NIR.value)),
        resolution.PersonQuery(nir=resolution.NirQuery(nir=CLAIRE_NIR.value, birth_name="\N{NO-BREAK SPACE}")),
        _named(birth_name=""),
        _named(given_names=[]),
        _named(given_names=[""]),
        _named(sex=accounts.SEX_UNSPECIFIED),
        _named(birth_year=0),
        _named(birth_year=100_000),
        _named(birth_month=13),
        _named(birth_day=-1),
    ]
    no_number = resolution.PersonQuery(nir=resolution.NirQuery(birth_name="FONTANEL"))
    request = resolution.ResolvePersonsRequest(queries=[good, *nobody, no_number, good], purpose="dsn")
    first, *others, last = (await told(peer_of("records").persons.ResolvePersons(request))).resolutions
    assert first.person_id == last.person_id == str(claire)
    assert [each.outcome for each in others] == [
        *[resolution.RESOLUTION_OUTCOME_NO_MATCH] * len(nobody),
        resolution.RESOLUTION_OUTCOME_NIR_INVALID,
    ]


async def test_a_full_batch_fits_its_deadline(peer_of: Callable[[str], Peer], sql_units: SqlUnits) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    query = resolution.PersonQuery(nir=resolution.NirQuery(nir=CLAIRE_NIR.value, birth_name="FONTANEL"))
    request = resolution.ResolvePersonsRequest(queries=[query] * 5000, purpose="dsn")
    answer = await told(peer_of("records").persons.ResolvePersons(request))
    assert {each.person_id for each in answer.resolutions} == {str(claire)}
    assert len(answer.resolutions) == 5000


@pytest.mark.parametrize("peer", ["records", "publishing", "prevention", "stranger"])
async def test_only_the_gateway_opens_sessions(peer_of: Callable[[str], Peer], peer: str) -> None:
    refusal = await refused(peer_of(peer).sign_in.BeginLogin(sign_ins.BeginLoginRequest()))
    assert refusal.reason == "CALLER_NOT_ALLOWED"


@pytest.mark.parametrize("peer", ["gateway", "publishing"])
async def test_only_those_who_take_feeds_resolve_persons(peer_of: Callable[[str], Peer], peer: str) -> None:
    query = resolution.PersonQuery(nir=resolution.NirQuery(nir=CLAIRE_NIR.value, birth_name="FONTANEL"))
    request = resolution.ResolvePersonsRequest(queries=[query], purpose="dsn")
    assert (await refused(peer_of(peer).persons.ResolvePersons(request))).reason == "CALLER_NOT_ALLOWED"


async def test_an_account_needs_a_caller_token_for_identity(gateway: Peer, browser: httpx.AsyncClient) -> None:
    refusal = await refused(gateway.accounts.GetAccount(accounts.GetAccountRequest()))
    assert (refusal.reason, refusal.metadata) == ("CALLER_TOKEN_INVALID", {"check": "missing"})
    completed = await gateway.enter(browser, "claire")
    with use_caller_token(await gateway.caller_token(completed.session_token, "records")):
        refusal = await refused(gateway.accounts.GetAccount(accounts.GetAccountRequest()))
    assert (refusal.reason, refusal.metadata) == ("CALLER_TOKEN_INVALID", {"check": "audience"})


@pytest.mark.parametrize("page_token", ["x", "WyJpZGVudGl0eS5hY2Nlc3NlcyIsImEiLCJiIl0"])
async def test_a_page_token_of_somebody_else_is_refused(
    gateway: Peer, browser: httpx.AsyncClient, page_token: str
) -> None:
    completed = await gateway.enter(browser, "claire")
    request = access_pb2.ListAccessesRequest(page_token=page_token)
    with pytest.raises(RemoteError) as refusal:
        await gateway.as_holder(completed.session_token, gateway.accounts.ListAccesses, request)
    assert (refusal.value.reason, refusal.value.violations[0][0]) == ("FIELD_INVALID", "page_token")


async def test_a_credential_is_required(gateway: Peer) -> None:
    refusal = await refused(gateway.tokens.IssueCallerToken(tokens.IssueCallerTokenRequest(audiences=["records"])))
    assert (refusal.reason, refusal.violations[0][0]) == ("FIELD_INVALID", "credential")


async def test_a_canary_nir_is_in_no_log_trace_or_event(
    registry: None, gateway: Peer, browser: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    completed = await gateway.enter(browser, "claire")
    for nir in ("2 81 04 44 109 021 00", by_login("noah").nir_with_key):
        request = accounts.ActivateAccountRequest(nir=nir)
        with pytest.raises(RemoteError) as refusal:
            await gateway.as_holder(completed.session_token, gateway.accounts.ActivateAccount, request)
        assert nir not in repr(vars(refusal.value))
        assert nir[:13] not in repr(vars(refusal.value))
    await asyncio.sleep(0)
    printed = "".join(capfd.readouterr())
    assert by_login("noah").nir not in printed
    assert "FONTANEL" not in printed
