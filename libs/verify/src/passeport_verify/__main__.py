"""`passeport-verify FILE`: verifies a sealed PDF, a `vc+jwt`, an SD-JWT VC or an Open Badge without asking its issuer.

Ends with 0 when it is authentic and in force, 10 superseded, 11 withdrawn, 12 revoked, 13 expired, 14 altered, 15 of an
unknown issuer, 16 unreadable, 17 when its status cannot be told; 1 when something given cannot be used, 2 on a wrong
command line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from passeport_tlog.notes import NoteKey
from passeport_verify import badge
from passeport_verify.credential import judge_credential
from passeport_verify.evidence import Evidence
from passeport_verify.fetching import fetch_text, read_base_url
from passeport_verify.pdf import attached_credential, judge_pdf
from passeport_verify.signed import open_jws, read_key_set, type_of
from passeport_verify.status import StatusLists, addresses
from passeport_verify.verdict import Verdict

_MOST_BYTES = 16 * 1024 * 1024


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passeport-verify", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="the PDF or the credential; - for standard input")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="the JWK set of the issuer (/.well-known/jwks.json)")
    parser.add_argument("--roots", type=Path, metavar="FILE", help="PEM roots that seals of PDFs are trusted under")
    parser.add_argument(
        "--status-list",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a status list as it was served; may be given again",
    )
    parser.add_argument(
        "--from", dest="issuer", type=read_base_url, metavar="URL", help="fetch keys and lists from the issuer instead"
    )
    parser.add_argument("--proof", type=Path, metavar="FILE", help="the .tlog-proof that the holder gave with a PDF")
    parser.add_argument(
        "--log-key", type=NoteKey.parse, action="append", default=[], help="a verifier key of the log; may be repeated"
    )
    parser.add_argument("--at", type=_moment, metavar="TIME", help="judge as of this moment (ISO 8601); now without it")
    parser.add_argument(
        "--max-age",
        type=int,
        metavar="SECONDS",
        help="refuse status lists that are older than this, though still valid",
    )
    parser.add_argument("--json", action="store_true", help="write the verdict as JSON")
    return parser


def _read(path: Path) -> bytes:
    with sys.stdin.buffer if str(path) == "-" else path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError(f"{path} is longer than {_MOST_BYTES} bytes")
    return data


def _text(path: Path) -> str:
    return _read(path).decode("utf-8", errors="replace")


def _evidence(arguments: argparse.Namespace, token: str | None) -> Evidence:
    if arguments.keys is not None:
        keys = read_key_set(_text(arguments.keys))
    elif arguments.issuer is not None:
        keys = read_key_set(fetch_text(f"{arguments.issuer}/.well-known/jwks.json"))
    else:
        raise ValueError("give the keys of the issuer: --keys FILE, or --from URL")
    lists = StatusLists([_text(path) for path in arguments.status_list], keys)
    if arguments.issuer is not None and token is not None:
        for address in _named(token, keys):
            # A credential may name any address; only the issuer's is asked.
            if address not in lists and address.startswith(f"{arguments.issuer}/"):
                lists.add(fetch_text(address))
    return Evidence(
        keys,
        lists,
        arguments.at or datetime.now(UTC),
        None if arguments.max_age is None else timedelta(seconds=arguments.max_age),
        arguments.roots,
        None if arguments.proof is None else _text(arguments.proof),
        arguments.log_key,
    )


def _named(token: str, keys: Mapping[str, Mapping[str, Any]]) -> list[str]:
    signed, kept_back, _ = token.partition("~")
    typ = "dc+sd-jwt" if kept_back else "vc+jwt"
    try:
        is_badge = type_of(signed) == badge.TYPE
        return addresses(badge.read_badge(signed, keys) if is_badge else open_jws(signed, typ, keys))
    except ValueError:
        return []


def _judge(arguments: argparse.Namespace) -> Verdict:
    data = _read(arguments.file)
    if data.lstrip()[:5] == b"%PDF-":
        token = attached_credential(data) if arguments.issuer is not None else None
        return judge_pdf(data, _evidence(arguments, token))
    token = data.decode("utf-8", errors="replace").strip()
    return judge_credential(token, _evidence(arguments, token))


def _say(verdict: Verdict) -> None:
    print(verdict.outcome.value)
    for check in verdict.checks:
        print(f"  {check.result.value:8} {check.id}" + (f": {check.detail}" if check.detail else ""))


def main(words: list[str] | None = None) -> int:
    """Runs the program."""
    arguments = _parser().parse_args(words)
    try:
        verdict = _judge(arguments)
    except ImportError:
        print("passeport-verify: PDFs need pyHanko; fix: install passeport-verify[pdf]", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"passeport-verify: {error}", file=sys.stderr)
        return 1
    if arguments.json:
        checks = [{"id": one.id, "result": one.result.value, "detail": one.detail} for one in verdict.checks]
        told = {"outcome": verdict.outcome.value, "checks": checks, "shown": verdict.shown}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _say(verdict)
    return verdict.exit_code


if __name__ == "__main__":
    sys.exit(main())
