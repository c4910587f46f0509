"""Everything that makes and examines a document, in the process of the test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import rsa

from passeport_chassis.clock import system_clock
from passeport_publishing.credentials import BadgeKey, OpenBadges
from passeport_publishing.credentials.issuer import CredentialIssuer
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.documents.cv import CvJob, CvRenderer
from passeport_publishing.documents.examine import Examiner
from passeport_publishing.documents.model import document_model
from passeport_publishing.documents.seal import Sealer, SealFiles
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.two_d_doc import TwoDDocMaker, TwoDDocSeal
from passeport_testing.certificates import CertificateAuthority, private_key_pem
from samples import CODE, ISSUER, NOW, URL

PUBLICATION_ID = UUID("0193f1d0-0000-7000-8000-00000000cafe")


@dataclass(frozen=True)
class Workshop:
    """Renderer, sealer, examiner and issuer with the keys of a test authority."""

    folder: Path
    renderer: CvRenderer
    sealer: Sealer
    examiner: Examiner
    key: SigningKey
    issuer: CredentialIssuer
    badges: OpenBadges
    two_d_docs: TwoDDocMaker

    def credential(self, snapshot: Snapshot) -> str:
        status = (StatusEntry("refresh-1", Purpose.REFRESH, 94567), StatusEntry("revocation-1", Purpose.REVOCATION, 7))
        return self.issuer.issue(PUBLICATION_ID, snapshot, status)

    def render(
        self,
        snapshot: Snapshot,
        credential: str = "a.b.c",
        *,
        template: str = Template.CLASSIC,
        photo: bytes | None = None,
    ) -> bytes:
        job = CvJob(document_model(snapshot, CODE, URL), credential, int(NOW.timestamp()), template, photo)
        return self.renderer.render(job)

    def seal(self, pdf: bytes) -> bytes:
        return self.sealer.seal(pdf, reason="Cachet")


def seal_files(folder: Path) -> SealFiles:
    return SealFiles(folder / "seal.key", folder / "seal.pem", folder / "chain.pem")


def make_workshop(folder: Path) -> Workshop:
    make_test_authority(folder)
    key = SigningKey.load(folder / "credential.key")
    badge_key = folder / "badges.key"
    badge_key.write_bytes(private_key_pem(rsa.generate_private_key(65537, 2048)))
    two_d_doc = CertificateAuthority.create("FR00").write_leaf(folder / "2d-doc", "PAS0")
    return Workshop(
        folder,
        CvRenderer(),
        Sealer(seal_files(folder)),
        Examiner(folder / "root.pem"),
        key,
        CredentialIssuer(key, ISSUER),
        OpenBadges(BadgeKey.load(badge_key, ISSUER), ISSUER),
        TwoDDocMaker(TwoDDocSeal.load(two_d_doc.key, two_d_doc.certificate), system_clock),
    )
