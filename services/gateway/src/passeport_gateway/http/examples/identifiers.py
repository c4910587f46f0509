"""Identifiers that several examples speak of; UUIDv7, so each begins with the moment at which its thing was made."""

from __future__ import annotations

__all__ = [
    "ATTACHMENT_ID",
    "BATCH_ID",
    "CONSULTATION_ID",
    "CREDENTIAL_OFFER_ID",
    "DECLARED_ID",
    "DISPUTE_ID",
    "DRAFT_ID",
    "ENTRY_ID",
    "GUARANTEED_JOB_ID",
    "PERSON_ID",
    "PUBLICATION_ID",
    "SESSION_ID",
    "SHARE_ACCESS_ID",
    "SHARE_ID",
    "TRAINING_ID",
    "TRAINING_OF_HOLDER_ID",
]

PERSON_ID = "01a10ac1-72b2-7e47-bb7c-bdad3f96e6bd"
ATTACHMENT_ID = "01a1f80c-ceea-7c41-9b0e-5f2d8c7a1e36"
BATCH_ID = "01a19a3c-324a-7c33-9607-dba3a57e3880"
ENTRY_ID = "01a19a3c-3816-76ee-9657-aa896385e14b"
DECLARED_ID = "01a1f80a-7ff6-7c7b-a783-655439902886"
DISPUTE_ID = "01a1f81c-ff0d-7b52-9d1e-6c07f2a4e813"
DRAFT_ID = "01a207a3-bb1a-7e54-a0c7-93d5e1f08b62"
GUARANTEED_JOB_ID = "01a1fbf9-bfc3-7d1a-8e3b-2c9f6a70b415"
PUBLICATION_ID = "01a207a6-c660-772e-934b-6fa760a4afbe"
CREDENTIAL_OFFER_ID = "01a207b4-8200-7a4c-8d1b-6e2f90b3c5a7"
SHARE_ID = "01a207ad-cc7c-7d41-9b27-3e5a0c8f6d12"
SHARE_ACCESS_ID = "01a20dde-1b6f-7a90-8c3d-51b7e2f4a068"
SESSION_ID = "01a207a4-33dc-7b3e-9c41-5d2f0c6ae7b8"
CONSENT_ID = "01a20f19-6f0d-7e2b-a4d1-82c5f7b09e34"
PULL_ID = "01a20f1c-0b7e-7c85-9f13-5a60d8e2b741"
CONSULTATION_ID = "01a207b0-5b6c-7d3a-a1f4-0c2b6e9d8f71"
TRAINING_ID = "019cd730-6b27-7258-86b3-b4fcf4b1659d"
TRAINING_OF_HOLDER_ID = "01a1f814-b07f-7a31-bc3e-d201e9a8836b"
