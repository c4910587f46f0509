"""What others than us say of a sealed CV and of a credential: poppler, OpenSSL, a library of verifiable credentials."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import jwt
from openvc.status import StatusResult, check_credential_status

from passeport_sandbox.demo.outsiders import signed_ranges


def pdfsig_says(pdf: Path) -> str:
    """What poppler's pdfsig prints; empty where it is not installed."""
    program = shutil.which("pdfsig")
    if program is None:
        return ""
    return subprocess.run([program, "-nocert", pdf], capture_output=True, text=True, check=False).stdout


def openssl_verifies(pdf: Path, root: Path, folder: Path) -> bool:
    """Whether the seal of a PDF is good over all that it covers, and chains to a root."""
    content = pdf.read_bytes()
    before, after = signed_ranges(content)
    (folder / "content").write_bytes(content[before.start : before.stop] + content[after.start : after.stop])
    (folder / "cms").write_bytes(bytes.fromhex(content[before.stop + 1 : after.start - 1].decode()))
    arguments = ("-cades", "-binary", "-inform", "DER", "-purpose", "any", "-no_check_time")
    files = ("-in", folder / "cms", "-content", folder / "content", "-CAfile", root, "-out", folder / "out")
    return (
        subprocess.run(["openssl", "cms", "-verify", *arguments, *files], capture_output=True, check=False).returncode
        == 0
    )


class IndependentVerifier:
    """Verifies credentials with PyJWT, openvc and what the gateway publishes, and nothing of ours."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def verify(self, token: str) -> dict[str, Any]:
        """Give a credential whose signature is good under a published key. Raises what PyJWT raises."""
        header = jwt.get_unverified_header(token)
        assert header["typ"] == "vc+jwt"
        keys = {key["kid"]: key for key in self._http.get("/.well-known/jwks.json").json()["keys"]}
        credential: dict[str, Any] = jwt.decode(token, jwt.PyJWK(keys[header["kid"]]), algorithms=["ES256"])
        return credential

    def status(self, credential: dict[str, Any]) -> StatusResult:
        """Read the bits of a credential in the status lists that it names, each list verified itself."""

        def fetched(address: str) -> dict[str, Any]:
            return self.verify(self._http.get(address).text)

        return check_credential_status(credential, resolve_status_list=fetched)
