"""The press: snapshot in, sealed PDF out. Its workers hold the seal's key and read nothing that outsiders sent."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from passeport_chassis.clock import Clock
from passeport_publishing.documents.attestation_words import ATTESTATION_WORDS
from passeport_publishing.documents.cv import ATTESTATION, LAYOUTS, CvJob, CvRenderer
from passeport_publishing.documents.fonts import all_glyphs
from passeport_publishing.documents.glyphs import missing_glyphs
from passeport_publishing.documents.levels import SealLevel, SealPolicy
from passeport_publishing.documents.model import document_model, preview_model
from passeport_publishing.documents.seal import LevelUnavailableError, Sealer, SealFiles
from passeport_publishing.documents.seal_backoff import SealBackoff
from passeport_publishing.documents.seal_keys import SealKeyUnavailableError
from passeport_publishing.documents.validity import SealValidity
from passeport_publishing.documents.workers import WorkerPool
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.domain.snapshot import Language, PublicationKind, Snapshot
from passeport_publishing.domain.succession import Succession
from passeport_publishing.errors import FieldInvalid, SealUnavailable

_log = structlog.get_logger(__name__)
_RETRY_AFTER = timedelta(seconds=2)

_REASONS = {
    Language.FRENCH: "Cachet du Passeport de compétences : contenu conforme à ce que le titulaire a publié",
    Language.ENGLISH: "Seal of the Passeport de compétences: content as published by its holder",
}


class DocumentPress:
    """Renders and seals in a pool of worker processes."""

    def __init__(
        self,
        seals: Succession[SealFiles],
        policy: SealPolicy,
        clock: Clock,
        *,
        lowers: bool,
        workers: int,
        waiting: int,
        time_limit: float,
    ) -> None:
        """`lowers`: seals at B-B while the level of the policy cannot be had, rather than refusing."""
        self._seals = seals
        self._validities = {files: SealValidity(files.certificate, clock) for files in seals.all}
        self._level = policy.level
        self._backoff = SealBackoff(clock, lowers=lowers)
        self._pool = WorkerPool(
            workers=workers, waiting=waiting, time_limit=time_limit, start=_start, arguments=(seals.all, policy)
        )

    async def warm(self) -> None:
        """Loads the compiler, the fonts and the key in every worker. An expired seal is no reason not to start."""
        self._validities[self._seals.now].warn()
        await asyncio.gather(self._pool.warm(), asyncio.to_thread(all_glyphs))

    def close(self) -> None:
        """Stops the workers."""
        self._pool.close()

    async def preview(self, snapshot: Snapshot, template: Template, url: str, photo: bytes | None = None) -> bytes:
        """Makes the PDF as it would look, watermarked, without seal and credential.

        Raises FieldInvalid for characters that no font has, RenderingBusy.
        """
        _check_glyphs(snapshot)
        layout = _layout(snapshot, template)
        job = CvJob(preview_model(snapshot, url), "", int(snapshot.taken_at.timestamp()), layout, photo)
        return await self._pool.run(_preview, job)

    async def make(
        self,
        snapshot: Snapshot,
        template: Template,
        code: str,
        url: str,
        credential: str,
        photo: bytes | None = None,
        *,
        patient: bool = False,
    ) -> SealedDocument:
        """Makes the sealed PDF of a snapshot with its credential attached; `template` and `photo` are of CVs.

        Raises SealNotValid, SealUnavailable, TimestampUnavailable, RenderingBusy, and FieldInvalid for characters that
        no font has.
        """
        seal = self._seals.now
        self.check(snapshot)
        layout = _layout(snapshot, template)
        model, at = document_model(snapshot, code, url), int(snapshot.taken_at.timestamp())
        job = CvJob(model, credential, at, layout, photo)
        pdf = await self._sealed(seal, job, _REASONS[snapshot.language], patient=patient)
        return SealedDocument(pdf, hashlib.sha256(pdf).hexdigest(), snapshot.kind)

    def check(self, snapshot: Snapshot) -> None:
        """Raises SealNotValid, and FieldInvalid for characters that no font has."""
        self._validities[self._seals.now].check()
        _check_glyphs(snapshot)

    async def _sealed(self, seal: SealFiles, job: CvJob, reason: str, *, patient: bool) -> bytes:
        run = self._pool.run_patiently if patient else self._pool.run
        if not self._backoff.is_waiting:
            try:
                pdf = await run(_press, seal, job, reason, self._level)
            except LevelUnavailableError as problem:
                self._backoff.failed(str(problem))
            except SealKeyUnavailableError as problem:
                raise _unavailable(problem) from None
            else:
                self._backoff.succeeded()
                return pdf
        self._backoff.lower()
        try:
            return await run(_press, seal, job, reason, SealLevel.B_B)
        except SealKeyUnavailableError as problem:
            raise _unavailable(problem) from None


def _layout(snapshot: Snapshot, template: Template) -> str:
    return ATTESTATION if snapshot.kind is PublicationKind.ATTESTATION else template


def _unavailable(problem: SealKeyUnavailableError) -> SealUnavailable:
    _log.error("publication refused, nothing seals", why=str(problem))
    return SealUnavailable(retry_after=_RETRY_AFTER)


def _check_glyphs(snapshot: Snapshot) -> None:
    if violations := list(missing_glyphs(snapshot)):
        raise FieldInvalid("the document cannot be printed as asked", violations=violations)


@dataclass(slots=True)
class _Tools:
    """What a worker keeps between jobs."""

    renderer: CvRenderer
    sealers: Mapping[SealFiles, Sealer]


_tools: list[_Tools] = []


def _start(seals: Sequence[SealFiles], policy: SealPolicy) -> None:
    _tools.append(_Tools(CvRenderer(), {files: Sealer(files, policy) for files in seals}))
    # The first rendering pays for the template and the fonts.
    for layout in LAYOUTS:
        _tools[0].renderer.render(CvJob(_WARMING_MODEL, "warming", 0, layout))


def _press(seal: SealFiles, job: CvJob, reason: str, level: SealLevel) -> bytes:
    return _tools[0].sealers[seal].seal(_tools[0].renderer.render(job), reason=reason, level=level)


def _preview(job: CvJob) -> bytes:
    return _tools[0].renderer.render(job)


_WARMING_MODEL = {
    "language": "fr",
    "document_title": "-",
    "keywords": [],
    "code": "0000-0000-0000-0000",
    "verification_url": "https://localhost/",
    "shown_url": "localhost",
    "holder": {"full_name": "-", "given_names": "-", "name_in_use": "-", "lines": []},
    "headline": "-",
    "summary": [],
    "words": dict.fromkeys(ATTESTATION_WORDS[Language.FRENCH].template, "-"),
    "colon": ":",
    "sections": [],
}
