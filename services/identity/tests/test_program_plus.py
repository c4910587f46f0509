"""The program with FranceConnect+, alone or beside FranceConnect: it opens what is encrypted, publishes keys."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.identity.v1 import sign_in_service_pb2 as sign_ins
from passeport.identity.v1 import token_service_pb2 as tokens
from passeport_chassis.rpc import RemoteError, TlsFiles, open_channel
from passeport_identity.vault.decryption_keys import load_decryption_keys
from passeport_testing.certificates import CertificateAuthority, LeafFiles, private_key_pem
from passeport_testing.services import Program
from rpc.conftest import Peer, told
from sandbox import SECRET, Sandbox, running_plus

PROGRAM = Program("passeport_identity")


async def test_a_holder_signs_in_at_eidas2(
    environment: dict[str, str],
    engine: AsyncEngine,
    tls_files: Callable[[str], LeafFiles],
    browser: httpx.AsyncClient,
    tmp_path: Path,
) -> None:
    path = tmp_path / "encryption.pem"
    path.write_bytes(private_key_pem(CertificateAuthority.create().key))
    jwks = load_decryption_keys(path).jwks
    own = tls_files("gateway")
    with running_plus(jwks) as plus:
        level = {
            "PASSEPORT_FRANCECONNECT_ACR": "eidas2",
            "PASSEPORT_FRANCECONNECT_ISSUER": plus.issuer,
            "PASSEPORT_FRANCECONNECT_ENCRYPTION_KEYS_FILE": str(path),
        }
        async with PROGRAM.running({**environment, **level}):
            await PROGRAM.ready(environment)
            target = f"dns:///localhost:{environment['PASSEPORT_GRPC_LISTEN'].rpartition(':')[2]}"
            tls = TlsFiles(own.certificate, own.key, own.authority)
            async with open_channel(target, "passeport.identity.v1", tls) as channel:
                gateway = Peer(channel)
                completed = await gateway.enter(browser, "claire")
                assert (completed.session.acr, completed.session.family_name) == ("eidas2", "FONTANEL")
                keys = await told(gateway.keys.GetEncryptionKeys(tokens.GetEncryptionKeysRequest()))
                assert keys.jwks == jwks


async def test_a_holder_steps_up_from_franceconnect_to_franceconnect_plus(
    environment: dict[str, str],
    engine: AsyncEngine,
    sandbox: Sandbox,
    tls_files: Callable[[str], LeafFiles],
    browser: httpx.AsyncClient,
    tmp_path: Path,
) -> None:
    path = tmp_path / "encryption.pem"
    path.write_bytes(private_key_pem(CertificateAuthority.create().key))
    own = tls_files("gateway")
    with running_plus(load_decryption_keys(path).jwks) as plus:
        both = {
            "PASSEPORT_FRANCECONNECT_ISSUER": sandbox.issuer,
            "PASSEPORT_FRANCECONNECT_PLUS_ISSUER": plus.issuer,
            "PASSEPORT_FRANCECONNECT_PLUS_CLIENT_ID": "passeport",
            "PASSEPORT_FRANCECONNECT_PLUS_CLIENT_SECRET": SECRET,
            "PASSEPORT_FRANCECONNECT_ENCRYPTION_KEYS_FILE": str(path),
        }
        async with PROGRAM.running({**environment, **both}):
            await PROGRAM.ready(environment)
            target = f"dns:///localhost:{environment['PASSEPORT_GRPC_LISTEN'].rpartition(':')[2]}"
            tls = TlsFiles(own.certificate, own.key, own.authority)
            async with open_channel(target, "passeport.identity.v1", tls) as channel:
                gateway = Peer(channel)
                # Presumed dates are written differently by the two platforms.
                first = await gateway.enter(browser, "mamadou")
                assert first.session.acr == "eidas1"
                with pytest.raises(RemoteError) as refusal:
                    await gateway.enter(browser, "claire", acr="eidas2", session_token=first.session_token)
                assert refusal.value.reason == "STEP_UP_OTHER_PERSON"
                higher = await gateway.enter(browser, "mamadou", acr="eidas2", session_token=first.session_token)
                assert (higher.session.acr, higher.session.person_id) == ("eidas2", first.session.person_id)
                assert higher.session.id != first.session.id
                ended = sign_ins.EndSessionRequest(session_token=higher.session_token, state="back")
                logout = (await told(gateway.sign_in.EndSession(ended))).logout_url
                assert logout.startswith(f"{plus.issuer}/session/end?")
                assert logout.endswith("&state=back")
