"""What is wrong with one field: its place as the client wrote it, a stable code, words in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from passeport_gateway.domain.language import Language, Words

__all__ = ["FieldFault", "fault_of_model", "fault_of_service"]

# Fields of the contracts that are not in the body: where the client gave them.
_ELSEWHERE = {
    "page_token": ("parameter", "cursor"),
    "page_size": ("parameter", "page_size"),
    "kinds": ("parameter", "kind"),
    "request_id": ("header", "Idempotency-Key"),
    "etag": ("header", "If-Match"),
    "header.file_name": ("parameter", "file_name"),
    "cursor": ("parameter", "cursor"),
    "return_to": ("parameter", "return_to"),
}
# The message of a contract that the body of the client stands for.
_WRAPPERS = {"records": "entry.", "prevention": "training."}
_INDEX = re.compile(r"\[(\d+)\]")

_WORDS = {
    "required": Words("est obligatoire", "is required"),
    "unknown_field": Words("n'est pas un champ connu ici", "is not a field known here"),
    "too_long": Words("est trop long", "is too long"),
    "too_short": Words("est trop court", "is too short"),
    "too_many": Words("a trop d'éléments", "has too many items"),
    "too_few": Words("n'a pas assez d'éléments", "has too few items"),
    "length": Words("n'a pas une longueur permise", "has not an allowed length"),
    "format": Words("n'a pas la forme attendue", "has not the expected form"),
    "type": Words("n'est pas du type attendu", "is not of the expected type"),
    "unknown_value": Words("n'est pas une valeur permise", "is not an allowed value"),
    "out_of_range": Words("sort des bornes permises", "is outside the allowed bounds"),
    "control_character": Words("contient un caractère de contrôle", "holds a control character"),
    "date": Words("n'est pas une date", "is not a date"),
    "incomplete": Words("doit avoir son mois et son jour", "lacks its month or its day"),
    "too_early": Words("est trop ancienne", "is too early"),
    "in_future": Words("est dans le futur", "lies in the future"),
    "before_start": Words("précède la date de début", "is before the start date"),
    "out_of_order": Words("précède une date qui doit venir avant", "is before a date that must come first"),
    "details_of_kind": Words("ne va pas avec ce genre d'élément", "does not belong to this kind"),
    "nir": Words("n'est pas un numéro de sécurité sociale", "is not a social security number"),
    "nir_key": Words("a une clé qui ne correspond pas", "has a key that does not fit"),
    "cursor": Words("n'a pas été donné par cette liste", "was not given by this list"),
    "page_token": Words("n'a pas été donné par cette liste", "was not given by this list"),
    "empty": Words("ne demande aucun changement", "asks for no change"),
    "local_path": Words("doit être un chemin de ce site", "must be a path of this site"),
    "language_tag": Words("n'est pas un code de langue, par exemple en", "is not a language tag, for example en"),
}

_MODEL_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_many",
    "too_short": "too_few",
    "string_pattern_mismatch": "format",
    "literal_error": "unknown_value",
    "enum": "unknown_value",
    "value_error": "format",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field: `place` is `pointer` (into the body), `parameter` or `header`."""

    place: str
    name: str
    code: str
    detail: Words

    def as_json(self, language: Language) -> dict[str, str]:
        """The member of `errors` in a problem."""
        return {self.place: self.name, "code": self.code, "detail": self.detail.in_language(language)}


def _pointer(parts: Sequence[object]) -> str:
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "#" + "".join(f"/{part}" for part in escaped)


def _words(code: str, fallback: str) -> Words:
    return _WORDS.get(code) or Words(fallback, fallback)


def fault_of_service(service: str, field: str, description: str, reason: str) -> FieldFault:
    """A violation that a service reported, in the terms of the request that the client made."""
    code = (reason or "invalid").lower()
    words = _words(code, description)
    if description:
        # Services describe in English, and more precisely than a table can.
        words = Words(words.fr, description)
    if field in _ELSEWHERE:
        return FieldFault(*_ELSEWHERE[field], code, words)
    path = field.removeprefix(_WRAPPERS.get(service, ""))
    return FieldFault("pointer", _pointer([part for part in _INDEX.sub(r".\1", path).split(".") if part]), code, words)


def fault_of_model(kind: str, location: Sequence[object], context: Mapping[str, object]) -> FieldFault:
    """A fault that a model found; never repeats what was sent. `location` starts with `body`, `query` or `path`."""
    code = _MODEL_CODES.get(kind) or ("type" if kind.endswith(("_type", "_parsing")) else "format")
    words = _words(code, kind)
    bounds = {name: context[name] for name in ("expected", "max_length", "min_length", "ge", "le") if name in context}
    if bounds:
        shown = ", ".join(f"{name}: {value}" for name, value in bounds.items())
        words = Words(f"{words.fr} ({shown})", f"{words.en} ({shown})")
    where, *path = location or ("body",)
    if where == "body":
        return FieldFault("pointer", _pointer(path), code, words)
    name = str(path[0]) if path else str(where)
    return FieldFault("header" if where == "header" else "parameter", name, code, words)
