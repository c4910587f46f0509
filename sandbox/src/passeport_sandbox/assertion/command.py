"""Prints what a partner that signs sends instead of a secret: a fresh client_assertion (private_key_jwt).

It serves once, within four minutes: `curl -d client_assertion=$(...)`.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from passeport_sandbox.assertion.signing import KeyFileError, SigningKey


def main(arguments: Sequence[str]) -> int:
    """Sign, and print nothing but what was signed."""
    parser = argparse.ArgumentParser("passeport_sandbox assertion", description=__doc__)
    parser.add_argument("--client-id", required=True, help="as it is registered, such as logiciel-de-paie")
    parser.add_argument("--key", type=Path, required=True, help="PEM file of its private key, curve P-256")
    parser.add_argument(
        "--audience", type=_address, required=True, help="the gateway, such as http://localhost:8080: its issuer"
    )
    options = parser.parse_args(arguments)
    try:
        key = SigningKey.read(options.key)
    except KeyFileError as error:
        sys.stderr.write(f"--key: {error}; `make run` prints where the key of its partner is\n")
        return 2
    sys.stdout.write(f"{key.assertion(options.client_id, options.audience)}\n")
    return 0


def _address(text: str) -> str:
    if re.fullmatch(r"https?://[^/\s]+(/\S*)?", text) is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no address; write http://localhost:8080, as `make run` prints it"
        )
    return text
