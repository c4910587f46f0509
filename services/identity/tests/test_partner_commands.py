"""Commands about clients of partners: what they register, what they refuse, and what is kept of who gave them."""

import asyncio
import json
import os
import sys
from pathlib import Path

import sqlalchemy as sa
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_identity.storage.tables import partner_client
from passeport_identity.vault.secret_hasher import SecretHasher
from passeport_testing.services import Program

Environment = dict[str, str]

PROGRAM = Program("passeport_identity")
ACT = ("--operator", "maria", "--reason", "contrat 12")
BODY: tuple[str, ...] = (
    "--client-id",
    "mission-locale",
    "--organisation",
    "Mission locale",
    "--siret",
    "35600000000048",
)
BODY += ("--role", "mission-locale")


async def test_a_partner_is_registered_by_command_with_a_secret_of_its_own(
    environment: Environment, engine: AsyncEngine, tmp_path: Path
) -> None:
    secret_file = tmp_path / "secret"
    options = ["--client-id", "certifieur", "--organisation", "Certifieur", "--siret", "35600000000048"]
    options += ["--scope", "feed:certifications prevention:declare", *ACT, "--id-client", "AB123CDE"]
    code, out, err = await PROGRAM.run(environment, "register-partner", *options, "--secret-file", str(secret_file))
    assert (code, out) == (0, "certifieur is registered with feed:certifications prevention:declare\n"), err
    assert secret_file.stat().st_mode & 0o077 == 0
    secret = secret_file.read_text()
    assert secret not in out + err
    async with engine.connect() as connection:
        kept = await connection.scalar(sa.select(partner_client.c.secret_hash))
    assert await SecretHasher().verify(secret, kept)
    code, _, err = await PROGRAM.run(
        environment, "register-partner", *options[:-1], "AB", "--secret-file", str(secret_file)
    )
    assert code == 2
    assert "id_client: 8 capitals and digits" in err
    (tmp_path / "short").write_text("court")
    code, _, err = await PROGRAM.run(
        environment, "register-partner", *options, "--secret-file", str(tmp_path / "short")
    )
    assert code == 2
    assert "client_secret: at least 32 characters" in err
    certifier = [*options, "--role", "certifier", "--secret-file", str(secret_file)]
    code, _, err = await PROGRAM.run(environment, "register-partner", *certifier)
    assert (code, "prevention:declare is not for a certifier" in err) == (2, True)
    code, out, _ = await PROGRAM.run(environment, "remove-partner", "certifieur", *ACT)
    assert (code, out) == (0, "certifieur is taken away, with its access tokens\n")
    code, _, err = await PROGRAM.run(environment, "remove-partner", "certifieur", *ACT)
    assert (code, "no client 'certifieur' is registered" in err) == (2, True)


async def test_a_partner_may_have_keys_and_no_secret(
    environment: Environment, engine: AsyncEngine, tmp_path: Path
) -> None:
    options = ["--client-id", "employeur", "--organisation", "Employeur", "--siret", "35600000000048"]
    options += ["--scope", "feed:dsn", *ACT]
    keys = tmp_path / "keys.json"
    key = ECKey.generate_key("P-256", {"kid": "2026"})
    keys.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    code, _, err = await PROGRAM.run(environment, "register-partner", *options)
    assert (code, "a secret, keys, or both" in err) == (2, True)
    code, out, _ = await PROGRAM.run(environment, "register-partner", *options, "--jwks-file", str(keys))
    assert (code, out) == (0, "employeur is registered with feed:dsn\n")
    async with engine.connect() as connection:
        row = (await connection.execute(sa.select(partner_client.c.secret_hash, partner_client.c.jwks))).one()
    assert (row.secret_hash, json.loads(row.jwks)["keys"][0]["kid"]) == ("", "2026")
    keys.write_text(json.dumps({"keys": [key.as_dict(private=True)]}))
    code, out, err = await PROGRAM.run(environment, "register-partner", *options, "--jwks-file", str(keys))
    assert (code, "private key" in err, str(key.as_dict(private=True)["d"]) in out + err) == (2, True, False)


async def test_a_file_of_partners_is_registered_whole(
    environment: Environment, engine: AsyncEngine, tmp_path: Path
) -> None:
    one = (
        '["{name}"]\norganisation = "{name}"\nsiret = "35600000000048"\nscope = "feed:dsn"\nsecret_file = "{secret}"\n'
    )
    clients = [one.format(name=name, secret=tmp_path / name) for name in ("paie-une", "paie-deux")]
    (tmp_path / "partners.toml").write_text("\n".join(clients))
    code, out, err = await PROGRAM.run(environment, "register-partners", str(tmp_path / "partners.toml"), *ACT)
    assert (code, out.splitlines()) == (
        0,
        [f"{name} is registered with feed:dsn" for name in ("paie-une", "paie-deux")],
    )
    async with engine.connect() as connection:
        names = set(await connection.scalars(sa.select(partner_client.c.client_id)))
    assert {"paie-une", "paie-deux"} <= names
    (tmp_path / "partners.toml").write_text(clients[0].replace("feed:dsn", "feed:x"))
    code, _, err = await PROGRAM.run(environment, "register-partners", str(tmp_path / "partners.toml"), *ACT)
    assert code == 2
    assert "paie-une: scopes: one or more of" in err


async def test_where_no_secret_is_taken_none_is_made(
    environment: Environment, engine: AsyncEngine, tmp_path: Path
) -> None:
    secret, keys = tmp_path / "secret", tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [ECKey.generate_key("P-256", {"kid": "1"}).as_dict(private=False)]}))
    one = '["{name}"]\norganisation = "{name}"\nsiret = "35600000000048"\nscope = "feed:dsn"\n{proof} = "{file}"\n'
    listed = tmp_path / "partners.toml"
    listed.write_text(
        one.format(name="qui-signe", proof="jwks_file", file=keys)
        + one.format(name="paie", proof="secret_file", file=secret)
    )
    refusing = environment | {"PASSEPORT_PARTNER_SECRETS": "refused"}
    code, out, err = await PROGRAM.run(refusing, "register-partners", str(listed), *ACT)
    assert (code, out) == (2, "")
    assert "paie: a secret is not taken here, PASSEPORT_PARTNER_SECRETS is refused; give public keys" in err
    assert not secret.exists()
    listed.write_text(one.format(name="qui-signe", proof="jwks_file", file=keys))
    code, out, err = await PROGRAM.run(refusing, "register-partners", str(listed), *ACT)
    assert (code, out) == (0, "qui-signe is registered with feed:dsn\n"), err


async def test_who_registered_changed_and_removed_a_client_is_listed(
    environment: Environment, engine: AsyncEngine, tmp_path: Path
) -> None:
    assert (await PROGRAM.run(environment, "register-partner", *BODY, *ACT))[0] == 0
    moved = [each.replace("35600000000048", "00100202100010") for each in BODY]
    await PROGRAM.run(environment, "register-partner", *moved, "--operator", "paul", "--reason", "déménagement")
    secret = ("--scope", "feed:dsn", "--secret-file", str(tmp_path / "secret"))
    other = ("--client-id", "paie", *BODY[2:-1], "employer", *secret)
    assert (await PROGRAM.run(environment, "register-partner", *other, *ACT))[0] == 0
    await PROGRAM.run(environment, "remove-partner", "mission-locale", "--operator", "paul", "--reason", "fermeture")
    code, out, err = await PROGRAM.run(environment, "operator-acts", "--about", "mission-locale")
    assert code == 0, err
    said = [line.partition(" ")[2] for line in out.splitlines()]
    assert said == [
        (
            "register-partner mission-locale; organisation: - -> Mission locale; role: - -> mission-locale; "
            "siret: - -> 35600000000048; by maria: contrat 12"
        ),
        "register-partner mission-locale; siret: 35600000000048 -> 00100202100010; by paul: déménagement",
        (
            "remove-partner mission-locale; organisation: Mission locale -> -; role: mission-locale -> -; "
            "siret: 00100202100010 -> -; by paul: fermeture"
        ),
    ]
    code, out, _ = await PROGRAM.run(environment, "operator-acts")
    assert len(out.splitlines()) == 4
    assert (tmp_path / "secret").read_text() not in out


async def test_a_list_of_which_only_the_head_is_read_ends_without_a_word(
    environment: Environment, engine: AsyncEngine
) -> None:
    assert (await PROGRAM.run(environment, "register-partner", *BODY, *ACT))[0] == 0
    for command in ("operator-acts", "declared-numbers"):
        reader, writer = os.pipe()
        os.close(reader)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "passeport_identity", command),
            env=environment,
            stdout=writer,
            stderr=asyncio.subprocess.PIPE,
        )
        os.close(writer)
        async with asyncio.timeout(60):
            _, err = await process.communicate()
        assert (process.returncode, err.decode()) == (0, "")


async def test_who_does_not_say_who_he_is_does_nothing(environment: Environment, engine: AsyncEngine) -> None:
    code, out, err = await PROGRAM.run(environment, "register-partner", *BODY, "--operator", " ", "--reason", "x")
    assert (code, out) == (2, "")
    assert "argument --operator: must not be empty" in err
    code, _, err = await PROGRAM.run(environment, "register-partner", *BODY, "--operator", "maria")
    assert (code, "--reason" in err) == (2, True)
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(partner_client)) == 0


async def test_a_file_that_will_not_do_is_named_with_its_rule(environment: Environment, tmp_path: Path) -> None:
    key = {name: part for name, part in ECKey.generate_key("P-256").as_dict(private=False).items() if name != "kid"}
    keys = {
        "nowhere": (None, "cannot be read (No such file or directory)"),
        "broken": (b"{", "jwks: is not JSON at line 1, column 2"),
        "latin": (b"\xe9", "is not UTF-8 at byte 1"),
        "nameless": (
            json.dumps({"keys": [key]}).encode(),
            "jwks: every key has a kid of its own: add one, for example",
        ),
    }
    options = ["--client-id", "paie", "--organisation", "Paie", "--siret", "35600000000048", "--role", "employer"]
    options += ["--scope", "feed:dsn", *ACT]
    for name, (content, told) in keys.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        code, out, err = await PROGRAM.run(environment, "register-partner", *options, "--jwks-file", str(path))
        assert (code, out) == (2, "")
        assert err.startswith(f"passeport_identity: paie: {path}: {told}")
    code, _, err = await PROGRAM.run(environment, "register-partner", *options, "--secret-file", str(tmp_path))
    assert (code, err) == (2, f"passeport_identity: {tmp_path}: cannot be read (Is a directory)\n")
    listed = {
        "nowhere.toml": (None, "cannot be read (No such file or directory)"),
        "broken.toml": (b"[paie", "is not TOML: "),
        "half.toml": (b"[paie]\nsiret = '35600000000048'\n", "paie: a table with organisation, siret"),
    }
    for name, (content, told) in listed.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        code, out, err = await PROGRAM.run(environment, "register-partners", str(path), *ACT)
        assert (code, out) == (2, "")
        assert err.startswith(f"passeport_identity: {path}: {told}")
    assert "Traceback" not in err


async def test_anchors_that_cannot_be_read_are_named_with_their_option(
    environment: Environment, tmp_path: Path
) -> None:
    for option in ("--anchors", "--keys"):
        code, out, err = await PROGRAM.run(environment, "verify-trail", option, str(tmp_path / "nowhere"))
        told = f"passeport_identity: {option}: {tmp_path / 'nowhere'}: cannot be read (No such file or directory)\n"
        assert (code, out, err) == (2, "", told)
