"""The program at eidas2: it opens what FranceConnect+ encrypts, and publishes the keys for it."""

from collections.abc import Callable
from pathlib import Path

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.identity.v1 import token_service_pb2 as tokens
from passeport_chassis.rpc import ClientTls, open_channel
from passeport_identity.vault.decryption_keys import load_decryption_keys
from passeport_testing.certificates import CertificateAuthority, LeafFiles, private_key_pem
from passeport_testing.services import Program
from rpc.conftest import Peer, told
from sandbox import running_plus

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
            tls = ClientTls(own.certificate, own.key, own.authority)
            async with open_channel(target, "passeport.identity.v1", tls) as channel:
                gateway = Peer(channel)
                completed = await gateway.enter(browser, "claire")
                assert (completed.session.acr, completed.session.family_name) == ("eidas2", "FONTANEL")
                keys = await told(gateway.keys.GetEncryptionKeys(tokens.GetEncryptionKeysRequest()))
                assert keys.jwks == jwks
