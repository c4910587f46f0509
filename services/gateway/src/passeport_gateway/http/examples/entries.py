"""Entries, where they come from, trainings."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import (
    ATTACHMENT_ID,
    BATCH_ID,
    DECLARED_ID,
    ENTRY_ID,
    GUARANTEED_JOB_ID,
)

__all__ = [
    "ARRANGEMENT",
    "ATTACHMENT",
    "CHECKPOINT",
    "ENTRY",
    "ENTRY_CHANGED",
    "ENTRY_DECLARED",
    "ENTRY_DRAFT",
    "ENTRY_PAGE",
    "ENTRY_PATCH",
    "ENTRY_RESTORED",
    "OFFER",
    "OFFER_JOINED",
    "OFFER_REFUSED",
    "PROOF",
    "PROVENANCE",
    "PROVENANCE_PROV",
]

_Json = dict[str, Any]

CHECKPOINT = (
    "passeport.example.fr/log/records\n2\nnUQTLUqK6gA+K/r7zbWzMmNMGGmJAoMEE+9lcXP9mpA=\n\n— passeport.example.fr/log/"
    "records QqGTLnjMxvGil05fQOZh1iu/rRcvDkhoaNMJJrKfBfLTcAQF2DJikeuON9tR28G8CetsKlFgfVPvtU9clCX3prp7qgc=\n"
)


def _name(qualified: str) -> _Json:
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}


_MINISTRY: _Json = {"name": "Ministère du Travail", "siret": "11000007200014", "locality": None}

ENTRY: _Json = {
    "id": ENTRY_ID,
    "nature": "guaranteed",
    "kind": "certification",
    "title": "TP Développeur web et web mobile",
    "organisation": _MINISTRY,
    "start_date": "2023-07-04",
    "end_date": None,
    "description": None,
    "state": "active",
    "etag": "r1",
    "source_label": "Certificateur Ministère du Travail",
    "contested": False,
    "create_time": "2026-11-02T03:10:00.214862Z",
    "update_time": "2026-11-02T03:10:00.214862Z",
    "purge_time": None,
    "award": {
        "register": "RNCP",
        "code": "RNCP37674",
        "label": {
            "text": "TP Développeur web et web mobile",
            "level": 5,
            "scheme": "rncp",
            "code": "RNCP37674",
            "since": "2024-02-22",
        },
        "prevention": False,
        "option": None,
        "obtention": "PAR_ADMISSION",
        "score": None,
        "mention": None,
        "cefr_level": None,
        "access_way": "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION",
        "digital_score": None,
        "digital_results": [],
        "level": 5,
        "categories": [],
        "diploma_code": None,
        "school_code": None,
    },
}
ENTRY_DECLARED: _Json = {
    "id": DECLARED_ID,
    "nature": "declared",
    "kind": "employment",
    "title": "Serveuse",
    "organisation": {"name": "Crêperie du Port", "siret": None, "locality": "Saint-Malo"},
    "start_date": "2018-06",
    "end_date": "2018-09",
    "description": "Saison d'été.",
    "state": "active",
    "etag": "r1",
    "source_label": "Déclaré par le titulaire",
    "contested": False,
    "create_time": "2026-11-20T08:20:00.118530Z",
    "update_time": "2026-11-20T08:20:00.118530Z",
    "purge_time": None,
    "employment": {
        "pcs_code": None,
        "profession": None,
        "contract_nature_code": None,
        "contract_nature": None,
        "apprenticeship": False,
        "working_time": "full_time",
        "workplace_code": None,
        "workplace": None,
        "known_until": None,
    },
}
ENTRY_DRAFT: _Json = {
    "kind": "employment",
    "title": "Serveuse",
    "organisation": {"name": "Crêperie du Port", "locality": "Saint-Malo"},
    "start_date": "2018-06",
    "end_date": "2018-09",
    "description": "Saison d'été.",
    "employment": {"working_time": "full_time"},
}
ENTRY_PATCH: _Json = {"title": "Cheffe de rang", "description": None}
ENTRY_CHANGED: _Json = ENTRY_DECLARED | ENTRY_PATCH | {"etag": "r2", "update_time": "2026-11-20T08:25:41.007316Z"}
ENTRY_RESTORED: _Json = ENTRY_DECLARED | {"etag": "r3", "update_time": "2026-11-20T08:29:13.640215Z"}
ARRANGEMENT: _Json = {"kind": "employment", "entry_ids": [DECLARED_ID]}
ATTACHMENT: _Json = {
    "id": ATTACHMENT_ID,
    "entry_id": DECLARED_ID,
    "file_name": "certificat-de-travail.pdf",
    "media_type": "application/pdf",
    "size": 184320,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "create_time": "2026-11-20T08:22:31.402117Z",
}
_GUARANTEED_JOB: _Json = ENTRY_DECLARED | {
    "id": GUARANTEED_JOB_ID,
    "nature": "guaranteed",
    "organisation": {"name": "CREPERIE DU PORT", "siret": "73282932000074", "locality": "SAINT-MALO"},
    "start_date": "2018-06-11",
    "end_date": "2018-09-02",
    "description": None,
    "source_label": "Déclaration sociale nominative",
    "contested": False,
    "create_time": "2026-11-21T02:40:11.203418Z",
    "update_time": "2026-11-21T02:40:11.203418Z",
}
OFFER: _Json = {
    "declared": ENTRY_DECLARED,
    "guaranteed": _GUARANTEED_JOB,
    "agreements": ["organisation_name", "period"],
    "state": "open",
}
OFFER_JOINED: _Json = OFFER | {"state": "joined"}
OFFER_REFUSED: _Json = OFFER | {"state": "refused"}
ENTRY_PAGE: _Json = {"items": [ENTRY_DECLARED, ENTRY], "next_cursor": None}
PROVENANCE: _Json = {
    "entry_id": ENTRY_ID,
    "source": "certifications",
    "source_label": "Certificateur",
    "sender": _MINISTRY,
    "told": "Cet élément est garanti par une source officielle. Ministère du Travail (SIRET 11000007200014) l'a "
    "transmis (Certificateur) le 2 novembre 2026.",
    "steps": [
        {
            "change": "registered",
            "told": "Ajouté à votre passeport le 2 novembre 2026 : Délivrance déclarée par le certificateur (transmis "
            "par Ministère du Travail (SIRET 11000007200014), fichier flux-2026-11.xml, ligne 42, référence "
            "PASSAGE-000042, norme 1.1.5).",
            "revision": 1,
            "cause": "Délivrance déclarée par le certificateur",
            "cause_code": "award_declared",
            "changed_fields": [],
            "sender": _MINISTRY,
            "batch_id": BATCH_ID,
            "file_name": "flux-2026-11.xml",
            "line": 42,
            "sender_key": "PASSAGE-000042",
            "format_version": "1.1.5",
            "receive_time": "2026-11-02T03:09:58.730551Z",
            "change_time": "2026-11-02T03:10:00.214862Z",
        }
    ],
}

PROVENANCE_PROV: _Json = {
    "prefix": {
        "entry": "https://passeport.example/api/v1/passport/records/",
        "batch": "urn:uuid:",
        "passeport": "https://passeport.example/vocabulary/v1#",
    },
    "entity": {
        f"entry:{ENTRY_ID}": {"passeport:source": "certifications"},
        f"entry:{ENTRY_ID}#r1": {
            "passeport:revision": 1,
            "passeport:change": "registered",
            "passeport:cause": "Délivrance déclarée par le certificateur",
        },
        f"batch:{BATCH_ID}": {"prov:type": _name("prov:Collection"), "passeport:fileName": "flux-2026-11.xml"},
        f"batch:{BATCH_ID}#L42": {
            "passeport:line": 42,
            "passeport:senderKey": "PASSAGE-000042",
            "passeport:formatVersion": "1.1.5",
        },
    },
    "activity": {f"batch:{BATCH_ID}#processing": {}},
    "agent": {
        f"batch:{BATCH_ID}#sender": {
            "prov:type": _name("prov:Organization"),
            "prov:label": "Ministère du Travail",
            "passeport:siret": "11000007200014",
        }
    },
    "specializationOf": {
        "_:n1": {"prov:specificEntity": f"entry:{ENTRY_ID}#r1", "prov:generalEntity": f"entry:{ENTRY_ID}"}
    },
    "hadMember": {"_:n2": {"prov:collection": f"batch:{BATCH_ID}", "prov:entity": f"batch:{BATCH_ID}#L42"}},
    "used": {"_:n3": {"prov:activity": f"batch:{BATCH_ID}#processing", "prov:entity": f"batch:{BATCH_ID}#L42"}},
    "wasDerivedFrom": {
        "_:n4": {
            "prov:generatedEntity": f"entry:{ENTRY_ID}#r1",
            "prov:usedEntity": f"batch:{BATCH_ID}#L42",
            "prov:activity": f"batch:{BATCH_ID}#processing",
            "prov:type": _name("prov:PrimarySource"),
        }
    },
    "wasAttributedTo": {"_:n5": {"prov:entity": f"batch:{BATCH_ID}#L42", "prov:agent": f"batch:{BATCH_ID}#sender"}},
    "wasAssociatedWith": {
        "_:n6": {"prov:activity": f"batch:{BATCH_ID}#processing", "prov:agent": f"batch:{BATCH_ID}#sender"}
    },
    "wasGeneratedBy": {
        "_:n7": {
            "prov:entity": f"entry:{ENTRY_ID}#r1",
            "prov:activity": f"batch:{BATCH_ID}#processing",
            "prov:time": "2026-11-02T03:10:00.214862Z",
        }
    },
}
PROOF: _Json = {
    "entry_id": ENTRY_ID,
    "revision": 1,
    "said": '{"entry":{"kind":"certification","state":"active","title":"Titre professionnel"},"format":1,"origin":'
    '{"change":"registered","feed":"certifications","file":"flux-2026-11.xml","key":"PASSAGE-000042","line":42},"person":'
    '"019aa0d2-1b4e-7c11-9a55-3f6b8f0c2d10","previous":"","revision":1}',
    "salt": "v4D/2zQCja5o71jPhRi85ftS5ch16yA8PaK8HcF48OQ=",
    "index": 1,
    "proof": f"c2sp.org/tlog-proof@v1\nindex 1\nrrajXPOkWPcES9tuw7vmylcuZOiu2Kh/ygnpt0T6OQU=\n\n{CHECKPOINT}",
}
