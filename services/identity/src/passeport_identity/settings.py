"""Settings of identity; the table in the README is checked against this class."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from passeport_chassis.settings import StoreSettings
from passeport_identity.clients.commune_file import load_communes
from passeport_identity.domain.account import ActivationLimit
from passeport_identity.domain.addresses import is_safe_address
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.authorization import PlatformLifetimes
from passeport_identity.domain.consultation import ConsultationLimit
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.trail.anchors import load_anchor_signer
from passeport_identity.usecases.limits import Limits
from passeport_identity.vault.caller_token_signer import load_caller_token_signer
from passeport_identity.vault.decryption_keys import load_decryption_keys
from passeport_identity.vault.key_ring import KeyFileError, load_key_ring
from passeport_identity.vault.nir_vault import load_nir_vault

__all__ = ["Settings"]


class Settings(StoreSettings):
    """What this service reads from its environment."""

    grpc_listen: str = Field("0.0.0.0:50051", description="host:port of the gRPC server.")
    admin_listen: str = Field("0.0.0.0:9101", description="host:port of /livez, /readyz and /metrics.")
    records_target: str = Field(
        "dns:///localhost:50052", description="gRPC target of records, asked only about the contracts of the under-16."
    )
    public_base_url: str = Field(
        description="Address of the gateway as browsers see it; FranceConnect sends them back to it."
    )
    franceconnect_issuer: str = Field(description="Issuer of FranceConnect, `/api/v2` included.")
    franceconnect_client_id: str = Field(min_length=1, description="Client id given by FranceConnect.")
    franceconnect_client_secret: SecretStr = Field(min_length=1, description="Client secret given by FranceConnect.")
    franceconnect_acr: Literal["eidas1", "eidas2", "eidas3"] = Field(
        "eidas1", description="Level asked at sign-in: eidas1 on FranceConnect, eidas2 or eidas3 on FranceConnect+."
    )
    franceconnect_plus_issuer: str | None = Field(
        None,
        description="Issuer of FranceConnect+ beside FranceConnect, for those who step up; `/api/v2` included.",
    )
    franceconnect_plus_client_id: str | None = Field(
        None, min_length=1, validate_default=True, description="Client id given by FranceConnect+."
    )
    franceconnect_plus_client_secret: SecretStr | None = Field(
        None, min_length=1, validate_default=True, description="Client secret given by FranceConnect+."
    )
    franceconnect_plus_acr: Literal["eidas2", "eidas3"] = Field(
        "eidas2", description="Lowest level asked of FranceConnect+ beside FranceConnect."
    )
    franceconnect_encryption_keys_file: Path | None = Field(
        None,
        validate_default=True,
        description="PEM private keys to which FranceConnect+ encrypts, the newest first; required where it is used.",
    )
    franceconnect_timeout: float = Field(
        4.0, gt=0, le=4.5, description="Seconds that FranceConnect has for each answer; a sign-in takes two."
    )
    franceconnect_metadata_max_age: float = Field(
        600.0, ge=1, le=86400, description="Seconds after which FranceConnect's addresses and keys are fetched again."
    )
    proconnect_issuer: str | None = Field(
        None, description="Issuer of ProConnect, `/api/v2` included; without one no professional signs in."
    )
    proconnect_client_id: str = Field("", validate_default=True, description="Client id given by ProConnect.")
    proconnect_client_secret: SecretStr | None = Field(
        None, validate_default=True, description="Client secret given by ProConnect."
    )
    proconnect_acr: str = Field(
        "eidas2 eidas3 https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
        min_length=1,
        description="Levels of ProConnect that are enough, separated by spaces.",
    )
    proconnect_algorithm: Literal["ES256", "RS256"] = Field(
        "ES256", description="What ProConnect signs with for us, as agreed with it."
    )
    nir_keys_file: Path = Field(description="JSON file of the versioned keys that seal NIR (AES-256).")
    nir_index_keys_file: Path = Field(description="JSON file of the versioned keys that index NIR (HMAC-SHA-256).")
    email_keys_file: Path | None = Field(
        None, description="JSON file of the versioned keys that seal e-mail addresses (AES-256); none: none are kept."
    )
    caller_token_key_file: Path = Field(description="PEM private key, curve P-256, that signs caller tokens.")
    caller_token_neighbour_keys_file: Path | None = Field(
        None, description="PEM public keys published beside it while keys change: the next one, the one before."
    )
    cog_communes_file: Path | None = Field(
        None,
        description="INSEE's `v_commune_depuis_1943.csv`, by which imports judge birth places; none: their form only.",
    )
    audit_key_file: Path | None = Field(
        None, description="PEM private key, curve P-256, that signs the anchors of the trail; none: none is signed."
    )
    login_lifetime: float = Field(
        600.0, ge=60, le=3600, description="Seconds that a holder has to sign in at FranceConnect."
    )
    session_idle_lifetime: float = Field(1800.0, ge=60, description="Seconds without use after which a session ends.")
    session_lifetime: float = Field(43200.0, ge=60, description="Seconds after which a session ends in any case.")
    professional_session_idle_lifetime: float = Field(
        900.0, ge=60, description="Seconds without use after which a session of a professional ends."
    )
    professional_session_lifetime: float = Field(
        28800.0, ge=60, le=43200, description="Seconds after which it ends in any case."
    )
    consultation_lifetime: float = Field(
        1800.0, ge=60, le=3600, description="Seconds for which a consultation lets its professional read."
    )
    consultations_per_hour: int = Field(
        30, ge=1, le=1000, description="Consultations that a professional may open in an hour, found or not."
    )
    consultation_misses_per_hour: int = Field(
        10, ge=1, le=1000, description="How many of them may name somebody who is not in the registry."
    )
    partner_token_lifetime: float = Field(
        900.0, ge=60, le=3600, description="Seconds that an access token of a partner lives."
    )
    platform_token_lifetime: float = Field(
        600.0, ge=60, le=3600, description="Seconds that an access token of a platform lives."
    )
    platform_refresh_lifetime: float = Field(
        2_592_000.0, ge=3600, le=15_552_000, description="Seconds that a refresh token lives which nobody uses."
    )
    partner_secrets: Literal["allowed", "refused"] = Field(
        "allowed", description="Whether a partner may prove who it is by a secret; refused: only by what it signs."
    )
    activation_failures: int = Field(
        5, ge=1, le=20, description="Failed activations in a row that lock the activation of an account."
    )
    activation_lock: float = Field(900.0, ge=60, description="Seconds that this lock holds.")

    @property
    def key_versions(self) -> dict[str, tuple[str, ...]]:
        """The versions that each file of keys holds."""
        names = ("nir_keys_file", "nir_index_keys_file", "email_keys_file")
        files = {name: getattr(self, name) for name in names}
        return {name: load_key_ring(path).versions for name, path in files.items() if path is not None}

    @property
    def limits(self) -> Limits:
        """What the operator set of the rules."""

        def seconds(count: float) -> timedelta:
            return timedelta(seconds=count)

        return Limits(
            assurance=Assurance[self.franceconnect_acr.upper()],
            login=seconds(self.login_lifetime),
            session=SessionLifetimes(seconds(self.session_idle_lifetime), seconds(self.session_lifetime)),
            professional_session=SessionLifetimes(
                seconds(self.professional_session_idle_lifetime), seconds(self.professional_session_lifetime)
            ),
            consultation=ConsultationLimit(
                self.consultations_per_hour, self.consultation_misses_per_hour, seconds(self.consultation_lifetime)
            ),
            partner_token=seconds(self.partner_token_lifetime),
            platform_token=PlatformLifetimes(
                seconds(self.platform_token_lifetime), seconds(self.platform_refresh_lifetime)
            ),
            partner_secrets=self.partner_secrets == "allowed",
            activation=ActivationLimit(self.activation_failures, seconds(self.activation_lock)),
        )

    @field_validator("public_base_url", "franceconnect_issuer", "franceconnect_plus_issuer", "proconnect_issuer")
    @classmethod
    def _https(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not is_safe_address(value) or value.endswith("/") or "?" in value or "#" in value:
            raise ValueError("must be an https address (http for localhost only) without a final slash")
        return value

    @field_validator("proconnect_client_id", "proconnect_client_secret")
    @classmethod
    def _comes_with_its_issuer(cls, value: str | SecretStr | None, info: ValidationInfo) -> str | SecretStr | None:
        given = value.get_secret_value() if isinstance(value, SecretStr) else value
        if info.data.get("proconnect_issuer") is not None and not given:
            raise ValueError("is required where PASSEPORT_PROCONNECT_ISSUER is set")
        return value

    @field_validator("franceconnect_plus_issuer")
    @classmethod
    def _stands_beside(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("franceconnect_acr") != "eidas1":
            raise ValueError("is for FranceConnect+ beside FranceConnect: PASSEPORT_FRANCECONNECT_ACR must be eidas1")
        if value is not None and value == info.data.get("franceconnect_issuer"):
            raise ValueError("is the issuer of PASSEPORT_FRANCECONNECT_ISSUER: FranceConnect+ has another")
        return value

    @field_validator("franceconnect_plus_client_id", "franceconnect_plus_client_secret")
    @classmethod
    def _whole(cls, value: str | SecretStr | None, info: ValidationInfo) -> str | SecretStr | None:
        if "franceconnect_plus_issuer" in info.data:
            if value is None and info.data["franceconnect_plus_issuer"] is not None:
                raise ValueError("is required beside PASSEPORT_FRANCECONNECT_PLUS_ISSUER")
            if value is not None and info.data["franceconnect_plus_issuer"] is None:
                raise ValueError("is of no use without PASSEPORT_FRANCECONNECT_PLUS_ISSUER")
        return value

    @field_validator("franceconnect_encryption_keys_file")
    @classmethod
    def _decrypts(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None:
            with _told_of_its_setting():
                load_decryption_keys(value)
        elif info.data.get("franceconnect_acr") in ("eidas2", "eidas3") or info.data.get("franceconnect_plus_issuer"):
            raise ValueError("is required where FranceConnect+ is used: it encrypts its tokens")
        return value

    @field_validator("nir_keys_file")
    @classmethod
    def _holds_keys(cls, value: Path) -> Path:
        with _told_of_its_setting():
            load_key_ring(value)
        return value

    @field_validator("nir_index_keys_file")
    @classmethod
    def _holds_other_keys(cls, value: Path, info: ValidationInfo) -> Path:
        with _told_of_its_setting():
            load_key_ring(value)
            if "nir_keys_file" in info.data:
                load_nir_vault(info.data["nir_keys_file"], value)
        return value

    @field_validator("email_keys_file")
    @classmethod
    def _holds_keys_of_its_own(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None:
            with _told_of_its_setting():
                own = load_key_ring(value).keys.values()
                for other in ("nir_keys_file", "nir_index_keys_file"):
                    if other in info.data and set(own) & set(load_key_ring(info.data[other]).keys.values()):
                        raise KeyFileError(f"{value}: a key is among those of NIR too; one key, one use")
        return value

    @field_validator("caller_token_key_file")
    @classmethod
    def _signs(cls, value: Path) -> Path:
        with _told_of_its_setting():
            load_caller_token_signer(value)
        return value

    @field_validator("cog_communes_file")
    @classmethod
    def _lists_communes(cls, value: Path | None) -> Path | None:
        if value is not None:
            load_communes(value)
        return value

    @field_validator("audit_key_file")
    @classmethod
    def _anchors(cls, value: Path | None) -> Path | None:
        if value is not None:
            load_anchor_signer(value)
        return value

    @field_validator("caller_token_neighbour_keys_file")
    @classmethod
    def _verifies(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and "caller_token_key_file" in info.data:
            with _told_of_its_setting():
                load_caller_token_signer(info.data["caller_token_key_file"], value)
        return value


@contextmanager
def _told_of_its_setting() -> Iterator[None]:
    """A file of keys that will not do is told under the name of the setting that gives it."""
    try:
        yield
    except KeyFileError as error:
        raise ValueError(str(error)) from None
