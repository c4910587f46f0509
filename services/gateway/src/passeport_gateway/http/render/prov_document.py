"""Provenance for machines: the data model of W3C PROV (PROV-DM, 2013), written as PROV-JSON (W3C submission, 2013).

An entry is an entity, and so is each of its versions, which specialises it and revises the one before. A version is
made by an activity: the processing of a batch, which used a line of a file that an organisation sent; or what its
holder did, or the service. An organisation is an agent for each name that it had. The holder has no name here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from passeport.records.v1.entry_pb2 import Organisation
from passeport.records.v1.passport_service_pb2 import Provenance, ProvenanceStep
from passeport_gateway.domain.vocabulary import PATH
from passeport_gateway.http.render.provenance import changed_at

__all__ = ["PROV_JSON", "prov_document"]

# What is done with a file as a whole, or of itself by the service, by the cause of a change; all else is processing.
_UNDONE_BY_SENDER = "batch_undone_by_sender"
_ACTS = {_UNDONE_BY_SENDER: "undoing", "batch_undone_by_service": "undoing", "contracts_united": "uniting"}

PROV_JSON = "application/prov+json"
"""Its media type. None is registered; this is the one in use."""


def prov_document(provenance: Provenance, base_url: str) -> dict[str, Any]:
    """The provenance of an entry; `base_url` is where this gateway is, which its names begin with."""
    return _Document(provenance.entry_id, base_url).of(provenance)


def _name(qualified: str) -> dict[str, str]:
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}


class _Document:
    """Puts one document together."""

    def __init__(self, entry_id: str, base_url: str) -> None:
        self._entry = f"entry:{entry_id}"
        self._parts: dict[str, Any] = {
            "prefix": {
                "entry": f"{base_url}/api/v1/passport/records/",
                "batch": "urn:uuid:",
                "passeport": f"{base_url}{PATH}#",
            }
        }
        self._relations = 0
        self._agents: dict[tuple[str, str], str] = {}

    def of(self, provenance: Provenance) -> dict[str, Any]:
        self._add("entity", self._entry, {"passeport:source": provenance.source})
        made_by = self._by_source_or_service if provenance.HasField("sender") else self._by_holder
        for before, step in zip([None, *provenance.steps], provenance.steps, strict=False):
            self._version(before, step, made_by)
        return self._parts

    def _version(
        self, before: ProvenanceStep | None, step: ProvenanceStep, made_by: Callable[[ProvenanceStep, str], str]
    ) -> None:
        version, at = f"{self._entry}#r{step.revision}", changed_at(step)
        said = {"passeport:revision": step.revision, "passeport:change": step.change, "passeport:cause": step.cause}
        self._add("entity", version, said | {"passeport:changedField": [*step.changed_fields]})
        self._relate("specializationOf", specificEntity=version, generalEntity=self._entry)
        activity = made_by(step, version)
        self._relate("wasGeneratedBy", entity=version, activity=activity, time=at)
        if before is not None:
            former = f"{self._entry}#r{before.revision}"
            revision = {"prov:type": _name("prov:Revision")}
            self._relate("wasDerivedFrom", generatedEntity=version, usedEntity=former, activity=activity, **revision)
            self._relate("wasInvalidatedBy", entity=former, activity=activity, time=at)

    def _by_source_or_service(self, step: ProvenanceStep, version: str) -> str:
        return (self._by_act if step.cause_code in _ACTS else self._by_source)(step, version)

    def _by_act(self, step: ProvenanceStep, version: str) -> str:
        """What was done with a file, or on account of it: by who sent it, or by the service, and then he answers for
        the file alone.
        """
        batch = f"batch:{step.batch_id}"
        activity, sender = f"{batch}#{_ACTS[step.cause_code]}", self._sender(step.sender, batch)
        self._add("activity", activity, {})
        by = sender if step.cause_code == _UNDONE_BY_SENDER else self._service()
        self._add("entity", batch, {"prov:type": _name("prov:Collection"), "passeport:fileName": step.file_name})
        self._relate("used", activity=activity, entity=batch)
        self._relate("wasAttributedTo", entity=batch, agent=sender)
        self._relate("wasAttributedTo", entity=version, agent=by)
        self._relate("wasAssociatedWith", activity=activity, agent=by)
        return activity

    def _by_source(self, step: ProvenanceStep, version: str) -> str:
        """What an organisation sent: the processing of a line of its file."""
        batch = f"batch:{step.batch_id}"
        activity, line = f"{batch}#processing", f"{batch}#L{step.line}"
        sender = self._sender(step.sender, batch)
        self._add("activity", activity, {})
        self._add("entity", batch, {"prov:type": _name("prov:Collection"), "passeport:fileName": step.file_name})
        origin = {"passeport:line": step.line, "passeport:senderKey": step.sender_key}
        self._add("entity", line, origin | {"passeport:formatVersion": step.format_version})
        self._relate("hadMember", collection=batch, entity=line)
        self._relate("used", activity=activity, entity=line)
        primary = {"prov:type": _name("prov:PrimarySource")}
        self._relate("wasDerivedFrom", generatedEntity=version, usedEntity=line, activity=activity, **primary)
        self._relate("wasAttributedTo", entity=line, agent=sender)
        self._relate("wasAssociatedWith", activity=activity, agent=sender)
        return activity

    def _by_holder(self, step: ProvenanceStep, version: str) -> str:
        activity, holder = f"{version}-act", f"{self._entry}#holder"
        self._add("activity", activity, {})
        self._add("agent", holder, {"prov:type": _name("prov:Person")})
        self._relate("wasAttributedTo", entity=version, agent=holder)
        self._relate("wasAssociatedWith", activity=activity, agent=holder)
        return activity

    def _service(self) -> str:
        name = f"{self._entry}#service"
        self._add("agent", name, {"prov:type": _name("prov:SoftwareAgent")})
        return name

    def _sender(self, sender: Organisation, batch: str) -> str:
        name = self._agents.setdefault((sender.name, sender.siret), f"{batch}#sender")
        said = {"prov:label": sender.name, "passeport:siret": sender.siret}
        self._add("agent", name, {"prov:type": _name("prov:Organization")} | said)
        return name

    def _add(self, sort: str, name: str, said: dict[str, Any]) -> None:
        known = {key: value for key, value in said.items() if value not in ("", 0, [])}
        self._parts.setdefault(sort, {})[name] = known

    def _relate(self, relation: str, **ends: Any) -> None:
        of_sort = self._parts.setdefault(relation, {})
        said = {key if ":" in key else f"prov:{key}": value for key, value in ends.items()}
        if said not in of_sort.values():
            self._relations += 1
            of_sort[f"_:n{self._relations}"] = said
