"""Identity: the civil identity of the holder who acts, and the keys that verify caller tokens."""

from __future__ import annotations

import grpc.aio
from google.type import date_pb2

from passeport.identity.v1 import (
    account_service_pb2,
    account_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import read_date
from passeport_publishing.clients.refusals import translate
from passeport_publishing.domain.birth import Birth
from passeport_publishing.domain.snapshot import Holder
from passeport_publishing.domain.text import clean_line

__all__ = ["CallerTokenKeys", "IdentityRegister", "known_date"]

_SEXES = {account_service_pb2.SEX_FEMALE: "F", account_service_pb2.SEX_MALE: "M"}


class IdentityRegister:
    """Implements `passeport_publishing.usecases.ports.CivilRegister` with identity's CivilIdentityService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        """`channel` must forward the caller token."""
        self._stub = account_service_pb2_grpc.CivilIdentityServiceStub(channel)

    async def holder(self) -> Holder:
        """Reads the civil identity of the holder of the caller token."""
        found = await self._identity()
        return Holder(
            given_names=clean_line(found.given_names),
            family_name=clean_line(found.birth_name),
            usage_name=clean_line(found.usage_name),
            birth_date=known_date(found.birth_date) if found.HasField("birth_date") else None,
        )

    async def birth(self) -> Birth:
        """Reads what the register tells of the birth of the holder of the caller token."""
        found = await self._identity()
        return Birth(_SEXES.get(found.sex, ""), found.birth_country)

    async def _identity(self) -> account_service_pb2.CivilIdentity:
        try:
            return await self._stub.GetCivilIdentity(account_service_pb2.GetCivilIdentityRequest())
        except grpc.aio.AioRpcError as error:
            raise translate("identity", error) from None


class CallerTokenKeys:
    """The keys of caller tokens, from identity's KeyService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = token_service_pb2_grpc.KeyServiceStub(channel)

    async def fetch(self) -> str:
        """The JWK set as JSON text. Raises SourceUnavailable while identity does not answer."""
        try:
            answer = await self._stub.GetCallerTokenKeys(token_service_pb2.GetCallerTokenKeysRequest())
        except grpc.aio.AioRpcError as error:
            raise translate("identity", error) from None
        return answer.jwks


def known_date(value: date_pb2.Date) -> PartialDate | None:
    """Reads a date of a contract; none without its year."""
    return read_date(value) if value.year else None
