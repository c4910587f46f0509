"""Settings of publishing; the table in the README is checked against this class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import AwareDatetime, Field, SecretStr, field_validator, model_validator

from passeport_dossier.storage.sealing import KeyRing
from passeport_logbook.signing import LogName, load_signers
from passeport_publishing.credentials import BadgeKey, JoseCredentialBook, JwtProofs, OpenBadges, SigningKey
from passeport_publishing.documents.key_files import check_seal, load_key, load_private_key
from passeport_publishing.documents.levels import SealLevel, SealPolicy
from passeport_publishing.documents.qr import qr_svg_of_screen
from passeport_publishing.documents.seal import SealFiles
from passeport_publishing.documents.seal_keys import RemoteKey, SealKey, TokenKey
from passeport_publishing.domain.credential_offer import invitation_address, offer_address
from passeport_publishing.domain.leaf import LogBook, new_salt
from passeport_publishing.domain.succession import Succession
from passeport_publishing.storage.artefact_bucket import ArtefactBucket, Bucket
from passeport_publishing.two_d_doc import TwoDDocSettings
from passeport_publishing.usecases.wallet_ports import Wallets
from passeport_publishing.vault import NonceMint
from passeport_tlog.notes import NoteKey

# A device behind a network: more than it takes, less than a job may.
_SIGNER_SECONDS = 5.0
# RFC 7518, section 3.3.
_LEAST_RSA_BITS = 2048
_P256_BYTES = 32


class Settings(TwoDDocSettings):
    """What this service reads from its environment."""

    grpc_listen: str = Field("0.0.0.0:50053", description="host:port of the gRPC server.")
    admin_listen: str = Field("0.0.0.0:9103", description="host:port of /livez, /readyz and /metrics.")
    identity_target: str = Field("dns:///localhost:50051", description="gRPC target of identity.")
    records_target: str = Field("dns:///localhost:50052", description="gRPC target of records.")
    prevention_target: str = Field(
        "",
        description="gRPC target of prevention; none: no attestations of its trainings, and its events are not heard.",
    )
    public_base_url: str = Field(
        description="Address of the gateway as outsiders see it; it is in every QR code and credential, for good."
    )
    seal_key_file: Path | None = Field(
        None, description="PEM private key (P-256, P-384 or P-521) of the seal, where it is in a file."
    )
    seal_pkcs11_module: Path | None = Field(
        None, description="PKCS#11 module of the device that holds the key of the seal, in place of a file."
    )
    seal_pkcs11_token: str = Field("", description="Label of the token in that device.")
    seal_pkcs11_key: str = Field("", description="Label of the key in that token.")
    seal_pkcs11_pin: SecretStr = Field(SecretStr(""), description="PIN of the user of that token.")
    seal_signer_url: str = Field(
        "", description="Address of a service that signs digests with the key of the seal, in place of a file."
    )
    seal_signer_token: SecretStr = Field(
        SecretStr(""), description="Bearer token for that service; none: it asks none."
    )
    seal_cert_file: Path = Field(description="PEM certificate of the seal, with the usage contentCommitment.")
    seal_chain_file: Path = Field(description="PEM certificates above it, root included.")
    seal_trust_file: Path = Field(description="PEM roots that seals are trusted under when verifying.")
    seal_next_key_file: Path | None = Field(None, description="Key of the seal that follows, where keys are in files.")
    seal_next_pkcs11_key: str = Field("", description="Label of its key in the token, where keys are in a device.")
    seal_next_signer_url: str = Field("", description="Address of the service that signs with it.")
    seal_next_cert_file: Path | None = Field(None, description="PEM certificate of the seal that follows.")
    seal_next_chain_file: Path | None = Field(None, description="PEM certificates above that, root included.")
    seal_next_from: AwareDatetime | None = Field(None, description="Moment from which it seals, RFC 3339.")
    credential_key_file: Path = Field(description="PEM private key (P-256) that credentials are signed with.")
    credential_next_key_file: Path | None = Field(None, description="PEM private key (P-256) that follows it.")
    credential_next_from: AwareDatetime | None = Field(None, description="Moment from which it signs, RFC 3339.")
    badge_key_file: Path | None = Field(
        None, description="PEM private key (RSA, 2048 bits or more) that Open Badges are signed with; none: no badges."
    )
    render_workers: int = Field(2, ge=1, le=64, description="Processes that render and seal.")
    verify_workers: int = Field(1, ge=1, le=64, description="Processes that examine PDFs sent by anyone.")
    workers_waiting: int = Field(
        32, ge=0, le=1000, description="Jobs that may wait for a worker of either kind; more get RENDERING_BUSY."
    )
    queue_most: int = Field(
        1000, ge=1, le=100_000, description="Publications that may wait in line, in all; more get QUEUE_FULL."
    )
    status_list_max_age: int = Field(60, ge=0, le=86400, description="Seconds for which a status list may be cached.")

    seal_level: Literal["B-B", "B-T", "B-LT", "B-LTA"] = Field(
        "B-B", description="Level of seals (PAdES baseline); all but B-B take a time-stamp authority."
    )
    timestamp_url: str = Field("", description="Address of a time-stamp authority (RFC 3161).")
    timestamp_trust_file: Path | None = Field(
        None, description="PEM roots that time-stamps are trusted under; keep former ones in it."
    )
    timestamp_timeout: float = Field(3, ge=0.1, le=4, description="Seconds to wait for an answer of the authority.")
    timestamp_fallback: Literal["refuse", "B-B"] = Field(
        "refuse", description="What is done while the level cannot be had: publishing refused, or seals made at B-B."
    )
    tlog_origin: str | None = Field(
        None,
        description="Name of the log of publications: its public address without scheme, for example "
        "passeport.example/log/publications; none: there is no log.",
    )
    tlog_signing_keys_file: Path | None = Field(
        None, description="PEM file of the Ed25519 keys that sign checkpoints of the log, all of them each."
    )
    tlog_former_keys: str = Field(
        "", description="Verifier keys of former times of the log, separated by commas; proofs of then rest on them."
    )
    tlog_checkpoint_interval: float = Field(
        5, ge=0.1, le=3600, description="Seconds from one checkpoint to the next while the log grows."
    )

    publish_assurance: Literal["none", "eidas1", "eidas2", "eidas3"] = Field(
        "none", description="Level of assurance that a holder must be signed in at to publish; none: any."
    )
    share_assurance: Literal["none", "eidas1", "eidas2", "eidas3"] = Field(
        "none", description="The same to obtain the PDF or the credential of a publication, or to share it."
    )

    @field_validator("public_base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return at_home_or_https(value).rstrip("/")

    @field_validator("credential_key_file", "credential_next_key_file")
    @classmethod
    def _p256_key(cls, value: Path | None) -> Path | None:
        if value is not None and not isinstance(load_key(value).curve, ec.SECP256R1):
            raise ValueError(f"{str(value)!r} holds no P-256 key")
        return value

    @field_validator("badge_key_file")
    @classmethod
    def _rsa_key(cls, value: Path | None) -> Path | None:
        if value is not None:
            key = load_private_key(value)
            if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < _LEAST_RSA_BITS:
                raise ValueError(f"{str(value)!r} holds no RSA key of {_LEAST_RSA_BITS} bits or more")
        return value

    artefacts_url: str = Field(
        "", description="Bucket that keeps sealed documents, s3://name or s3://name/prefix; none: the database does."
    )
    artefacts_endpoint: str = Field("", description="Address of the S3 service of that bucket; none: that of AWS.")
    artefacts_region: str = Field("us-east-1", description="Region of the bucket, as its service names it.")
    artefacts_access_key: SecretStr = Field(SecretStr(""), description="Access key of that service.")
    artefacts_secret_key: SecretStr = Field(SecretStr(""), description="Its secret.")
    artefacts_keys_file: Path | None = Field(
        None, description='Keys that documents are sealed with before they leave: {"current": "1", "keys": {…}}.'
    )
    artefacts_timeout: float = Field(3.0, gt=0, le=10, description="Seconds to wait for one answer of the bucket.")

    @field_validator("artefacts_endpoint")
    @classmethod
    def _endpoint_of_bucket(cls, value: str) -> str:
        return at_home_or_https(value) if value else value

    @model_validator(mode="after")
    def _artefacts_are_told_whole(self) -> Self:
        try:
            _ = self.artefacts
        except ValueError as problem:
            raise ValueError(f"PASSEPORT_ARTEFACTS_URL: {problem}") from None
        return self

    @property
    def artefacts(self) -> ArtefactBucket | None:
        """Where sealed documents are kept; none: in the database. Raises ValueError unless it is told whole."""
        if not self.artefacts_url:
            return None
        access, secret = (key.get_secret_value() for key in (self.artefacts_access_key, self.artefacts_secret_key))
        if not access or not secret or self.artefacts_keys_file is None:
            names = ("ACCESS_KEY", "SECRET_KEY", "KEYS_FILE")
            raise ValueError(f"takes {', '.join(f'PASSEPORT_ARTEFACTS_{name}' for name in names)} too")
        bucket = Bucket(
            self.artefacts_url, self.artefacts_endpoint, self.artefacts_region, access, secret, self.artefacts_timeout
        )
        return ArtefactBucket(bucket, KeyRing.load(self.artefacts_keys_file))

    @field_validator("seal_key_file", "seal_next_key_file")
    @classmethod
    def _key_of_seal(cls, value: Path | None) -> Path | None:
        if value is not None:
            load_key(value)
        return value

    @field_validator("seal_signer_url", "seal_next_signer_url")
    @classmethod
    def _signer_address(cls, value: str) -> str:
        return at_home_or_https(value) if value else value

    @field_validator("timestamp_url")
    @classmethod
    def _timestamp_address(cls, value: str) -> str:
        parts = urlsplit(value)
        # Answers are signed: many authorities answer over http.
        if value and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("must start with https:// or http://")
        return value

    @field_validator("seal_chain_file", "seal_next_chain_file", "seal_trust_file", "timestamp_trust_file")
    @classmethod
    def _certificates(cls, value: Path | None) -> Path | None:
        if value is None:
            return None
        try:
            x509.load_pem_x509_certificates(value.read_bytes())
        except (OSError, ValueError) as problem:
            raise ValueError(f"{str(value)!r} holds no PEM certificates: {problem}") from problem
        return value

    @model_validator(mode="after")
    def _can_be_stamped(self) -> Self:
        if self.seal_level != "B-B":
            parts = {
                "PASSEPORT_TIMESTAMP_URL": self.timestamp_url,
                "PASSEPORT_TIMESTAMP_TRUST_FILE": self.timestamp_trust_file,
            }
            for name, value in parts.items():
                if not value:
                    raise ValueError(f"{name}: must be given for PASSEPORT_SEAL_LEVEL {self.seal_level}")
        return self

    @model_validator(mode="after")
    def _keeps_a_whole_log(self) -> Self:
        parts = {
            "PASSEPORT_TLOG_ORIGIN": self.tlog_origin,
            "PASSEPORT_TLOG_SIGNING_KEYS_FILE": self.tlog_signing_keys_file,
        }
        missing = [name for name, value in parts.items() if not value]
        if 0 < len(missing) < len(parts):
            raise ValueError(f"{missing[0]} must be given too: a log of publications takes {' and '.join(parts)}")
        try:
            _ = self.log_name
        except ValueError as problem:
            raise ValueError(f"PASSEPORT_TLOG_SIGNING_KEYS_FILE: {problem}") from None
        try:
            _ = self.log_book
        except ValueError as problem:
            raise ValueError(f"PASSEPORT_TLOG_FORMER_KEYS: {problem}") from None
        return self

    @property
    def log_name(self) -> LogName | None:
        """The name of the log of publications, and who signs for it; none: there is no log."""
        if not self.tlog_origin or self.tlog_signing_keys_file is None:
            return None
        return load_signers(self.tlog_signing_keys_file, self.tlog_origin)

    @property
    def log_book(self) -> LogBook | None:
        """The log as verifiers know it, with its keys of former times; none: there is no log."""
        name = self.log_name
        if name is None:
            return None
        former = [NoteKey.parse(text) for text in self.tlog_former_keys.split(",") if text.strip()]
        return LogBook(name.origin, (*name.keys, *former))

    @model_validator(mode="after")
    def _seal(self) -> Self:
        # Their dates are no matter of settings: verification goes on under an expired seal (documents/validity.py).
        check_seal(self.seal_key, self.seal_cert_file, "PASSEPORT_SEAL_{}")
        following = self.seal_next
        if following is not None:
            check_seal(following.key, following.certificate, "PASSEPORT_SEAL_NEXT_{}")
        if (self.credential_next_key_file is None) != (self.credential_next_from is None):
            raise ValueError("PASSEPORT_CREDENTIAL_NEXT_KEY_FILE and PASSEPORT_CREDENTIAL_NEXT_FROM go together")
        return self

    @property
    def seal_next(self) -> SealFiles | None:
        """The seal that follows; None: none does. Raises ValueError unless it is told whole."""
        given = (self.seal_next_cert_file, self.seal_next_chain_file, self.seal_next_from)
        places = (self.seal_next_key_file, self.seal_next_pkcs11_key, self.seal_next_signer_url)
        if not any((*given, *places)):
            return None
        if None in given or self.seal_next_cert_file is None or self.seal_next_chain_file is None:
            raise ValueError(
                "PASSEPORT_SEAL_NEXT_CERT_FILE, PASSEPORT_SEAL_NEXT_CHAIN_FILE and PASSEPORT_SEAL_NEXT_FROM go together"
            )
        now = self.seal_key
        key: SealKey | None = self.seal_next_key_file
        if isinstance(now, TokenKey) and self.seal_next_pkcs11_key:
            key = replace(now, label=self.seal_next_pkcs11_key)
        elif isinstance(now, RemoteKey) and self.seal_next_signer_url:
            key = replace(now, address=self.seal_next_signer_url)
        if key is None:
            raise ValueError("PASSEPORT_SEAL_NEXT_KEY_FILE: the key that follows must be given, as the present one is")
        return SealFiles(key, self.seal_next_cert_file, self.seal_next_chain_file)

    @property
    def new_salt(self) -> Callable[[], bytes] | None:
        """Draws what hides a leaf of the log; None: there is no log."""
        return None if self.log_book is None else new_salt

    @property
    def seal_chains(self) -> list[str]:
        """The PEM certificates that each of the seals chains to."""
        return [one.certificate.read_text() + one.chain.read_text() for one in self.seals.all]

    @property
    def credential_book(self) -> JoseCredentialBook:
        """What issues and reads credentials."""
        return JoseCredentialBook(self.credential_keys, self.public_base_url)

    @property
    def seal_policy(self) -> SealPolicy:
        """The level of seals, and who stamps the time."""
        return SealPolicy(
            SealLevel(self.seal_level), self.timestamp_url, self.timestamp_timeout, self.timestamp_trust_file
        )

    @property
    def seals(self) -> Succession[SealFiles]:
        """The seal, and the one that follows it."""
        first = SealFiles(self.seal_key, self.seal_cert_file, self.seal_chain_file)
        return Succession(first, self.seal_next, self.seal_next_from)

    @property
    def credential_keys(self) -> Succession[SigningKey]:
        """The key of credentials, and the one that follows it."""
        following = self.credential_next_key_file
        keys = [SigningKey.load(path) for path in (self.credential_key_file, following) if path is not None]
        return Succession(keys[0], keys[-1] if following else None, self.credential_next_from)

    @property
    def badges(self) -> OpenBadges | None:
        """What issues badges; none: none are issued."""
        if self.badge_key_file is None:
            return None
        return OpenBadges(BadgeKey.load(self.badge_key_file, self.public_base_url), self.public_base_url)

    @property
    def wallets(self) -> Wallets:
        """What it takes to speak with wallets; nonces are made with a key that comes of the one of credentials."""
        issuer, key = self.public_base_url, load_key(self.credential_key_file)
        return Wallets(
            JwtProofs(issuer),
            NonceMint(key.private_numbers().private_value.to_bytes(_P256_BYTES)),
            lambda kind, code, needs_tx_code: offer_address(issuer, kind, code, needs_tx_code=needs_tx_code),
            lambda kind, publication_id: invitation_address(issuer, kind, publication_id),
            qr_svg_of_screen,
        )

    @property
    def seal_key(self) -> SealKey:
        """Where the key of the seal is. Raises ValueError unless it is in one place, and that is told whole."""
        places = {
            "PASSEPORT_SEAL_KEY_FILE": self.seal_key_file,
            "PASSEPORT_SEAL_PKCS11_MODULE": self.seal_pkcs11_module,
            "PASSEPORT_SEAL_SIGNER_URL": self.seal_signer_url,
        }
        given = [name for name, value in places.items() if value]
        if len(given) != 1:
            raise ValueError(f"{' or '.join(places)}: one of them must be given, and no other")
        if self.seal_key_file is not None:
            return self.seal_key_file
        if self.seal_pkcs11_module is None:
            return RemoteKey(self.seal_signer_url, self.seal_signer_token.get_secret_value(), _SIGNER_SECONDS)
        pin = self.seal_pkcs11_pin.get_secret_value()
        for name, value in (("TOKEN", self.seal_pkcs11_token), ("KEY", self.seal_pkcs11_key), ("PIN", pin)):
            if not value:
                raise ValueError(f"PASSEPORT_SEAL_PKCS11_{name}: must be given with PASSEPORT_SEAL_PKCS11_MODULE")
        if not self.seal_pkcs11_module.is_file():
            raise ValueError(f"PASSEPORT_SEAL_PKCS11_MODULE: {str(self.seal_pkcs11_module)!r} is not there")
        return TokenKey(self.seal_pkcs11_module, self.seal_pkcs11_token, self.seal_pkcs11_key, pin)


def at_home_or_https(value: str) -> str:
    """An address that nobody on the way can change. Raises ValueError."""
    parts = urlsplit(value)
    at_home = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if not (at_home or (parts.scheme == "https" and parts.hostname)):
        raise ValueError("must start with https:// (http:// is for localhost only)")
    return value
