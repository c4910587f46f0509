"""Attestations: published as CVs are, without words of their holder, and told fact by fact."""

from __future__ import annotations

import re

import httpx

from fakes.publishing import ATTESTATION
from fakes.stack import FakeStack
from passeport_gateway.http.schemas.publications import PublicationShown
from passeport_gateway.http.schemas.verification import VerdictShown

PATH = "/api/v1/publications"
VERIFICATIONS = "/api/v1/verifications"


async def test_an_attestation_is_published_without_words_of_its_holder(
    client: httpx.AsyncClient, stack: FakeStack
) -> None:
    asked = {"kind": "attestation", "entry_set": {"kinds": ["certification"]}}
    await client.post(f"{PATH}/preview", json=asked)
    sent = stack.publishing.previewed[-1]
    assert (sent.kind, sent.title, sent.template) == ("attestation", "", "")
    created = await client.post(PATH, json=asked, headers={"Idempotency-Key": "k"})
    assert created.status_code == 201, created.text
    publication = created.json()
    PublicationShown.model_validate(publication, extra="forbid")
    assert (publication["kind"], publication["template"]) == ("attestation", None)
    for answer in (await client.get(publication["document_url"]), await client.head(publication["document_url"])):
        assert answer.headers["content-disposition"].startswith('attachment; filename="attestation-')
    refused = await client.post(f"{PATH}/preview", json=asked | {"kind": "diploma"})
    assert refused.json()["errors"][0]["pointer"] == "#/kind"


async def test_an_attestation_is_told_fact_by_fact_with_its_law_and_its_date(anyone: httpx.AsyncClient) -> None:
    page = await anyone.post(VERIFICATIONS, files={"file": ("a.pdf", ATTESTATION)}, headers={"Accept": "text/html"})
    plain = re.sub("<[^>]+>", "", page.text).replace("\u00a0", " ")
    told = ("Employeur : Crêperie · Quimper · SIRET 001 000 017 00010", "Début : 1er juin 2018", "Fin : septembre 2018")
    for words in (
        *told,
        "Donnée reçue le : 23 novembre 2026",
        "Connue jusqu’à : septembre 2026",
        "Base légale : article L. 133-5-3 du code de la sécurité sociale",
    ):
        assert words in plain
    verdict = (
        await anyone.post(VERIFICATIONS, content=ATTESTATION, headers={"Content-Type": "application/pdf"})
    ).json()
    VerdictShown.model_validate(verdict, extra="forbid")
    (item,) = verdict["items"]
    assert (verdict["kind"], item["known_until"]) == ("attestation", "2026-09-30")
    assert item["legal_basis"] == "article L. 133-5-3 du code de la sécurité sociale"
