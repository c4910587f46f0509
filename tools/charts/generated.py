"""What is written into a chart: values and alerts that services share, the schema of values, the table of the README.

The schema of `settings` and `files` comes out of the settings of the service themselves, so a chart knows every setting
that its service knows, by its name, type and bounds, and no other.
"""

import importlib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr

from tools.charts.dashboards import dashboard
from tools.charts.examples import examples
from tools.charts.tree import HELM, LIBRARY, load
from tools.distributions import ROOT

SHARED = "# ----- What follows is alike in the charts of all services: `make charts` writes it from lib/values.\n\n"
_PREFIX = "PASSEPORT_"
# What charts say themselves: where a process listens, its certificate, its parts, whom it calls, where files are.
_OF_THE_CHART = re.compile(r"PASSEPORT_(\w+_LISTEN|TLS_\w+_FILE|PARTS|(IDENTITY|RECORDS|PUBLISHING|PREVENTION)_TARGET)")
_KEPT = (
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
)
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TABLE = "<!-- values: `make charts` writes what follows -->\n"


def settings_of(service: str) -> type[Any]:
    """The class that reads the settings of a service."""
    found: type[Any] = importlib.import_module(f"passeport_{service}.settings").Settings
    return found


def divided(service: str) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """What `settings` of a chart takes, what `files` takes, and what of the former must be given."""
    plain: dict[str, Any] = {}
    files: dict[str, Any] = {}
    required = []
    described = settings_of(service).model_json_schema()["properties"]
    for name, field in settings_of(service).model_fields.items():
        variable = f"{_PREFIX}{name}".upper()
        if _OF_THE_CHART.fullmatch(variable) or name == "attachment_folder":
            continue
        if SecretStr in _types(field.annotation) or name.endswith("_file"):
            files[variable] = {"description": field.description, "$ref": "#/$defs/file"}
            continue
        plain[variable] = {
            "description": field.description,
            **_shape(described[name], optional=not field.is_required()),
        }
        if field.is_required():
            required.append(variable)
            if plain[variable].get("type") == "string":
                plain[variable]["minLength"] = 1
    return plain, files, required


def _types(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", (annotation,))


def _shape(field: Mapping[str, Any], *, optional: bool) -> dict[str, Any]:
    """The type and bounds of a setting, which may be null where it has a default."""
    shapes = [one for one in field.get("anyOf", [field]) if one.get("type") != "null"]
    shape = {key: value for key, value in shapes[0].items() if key in _KEPT}
    if optional and "enum" in shape:
        shape = {"enum": [*shape["enum"], None]}
    elif optional:
        shape["type"] = [shape["type"], "null"]
    return shape


def about(service: str) -> Mapping[str, Any]:
    """What service.yaml of a chart says."""
    found: Mapping[str, Any] = load(HELM / service / "service.yaml")
    return found


def values(service: str) -> str:
    """The values of a chart: its own, which stand first, and those that are alike."""
    own = (HELM / service / "values.yaml").read_text(encoding="utf-8").partition(SHARED)[0]
    parts = ("store", "shared") if about(service)["store"] else ("shared",)
    return own + SHARED + "".join((LIBRARY / "values" / f"{part}.yaml").read_text(encoding="utf-8") for part in parts)


def schema(service: str) -> str:
    """The schema of the values of a chart."""
    plain, files, required = divided(service)
    optional = about(service).get("optional", [])
    peers = {
        name: {"$ref": f"#/$defs/{'optionalPeer' if name in optional else 'peer'}"} for name in about(service)["calls"]
    }
    properties = {
        **_fragment(HELM / service / "values.own.schema.yaml"),
        "settings": _closed(plain, required),
        "files": _closed(files),
        "peers": _closed(peers),
        **(_fragment(LIBRARY / "schema" / "store.yaml") if about(service)["store"] else {}),
        **_fragment(LIBRARY / "schema" / "shared.yaml"),
    }
    whole = {
        "$schema": _DRAFT,
        "title": f"Values of the chart {service}",
        **_closed(properties, ["settings"] if required else []),
        "$defs": load(LIBRARY / "schema" / "defs.yaml"),
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _closed(properties: Mapping[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    shape = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
    return {**shape, "required": required} if required else shape


def _fragment(path: Path) -> dict[str, Any]:
    return dict(load(path)) if path.exists() else {}


def readme(service: str) -> str:
    """The README of a chart: what is written by hand, and the table of its values."""
    page = HELM / service / "README.md"
    by_hand = page.read_text(encoding="utf-8").partition(_TABLE)[0]
    rows = "\n".join(f"| `{path}` | `{default}` | {words} |" for path, default, words in rows_of(values(service)))
    return f"{by_hand}{_TABLE}\n| value | default | what |\n|---|---|---|\n{rows}\n"


def rows_of(text: str) -> list[tuple[str, str, str]]:
    """Path, default and words of each value that a comment `# --` stands above, in their order."""
    rows = []
    path: list[tuple[int, str]] = []
    words: list[str] = []
    default = yaml.safe_load(text)
    for line in text.splitlines():
        found = re.match(r"( *)([\w.-]+):", line)
        if line.lstrip().startswith("# -- "):
            words = [line.lstrip().removeprefix("# -- ")]
        elif line.lstrip().startswith("#") and words:
            words.append(line.lstrip("# "))
        elif found:
            depth = len(found[1])
            path = [*(one for one in path if one[0] < depth), (depth, found[2])]
            if words:
                names = [name for _, name in path]
                rows.append((".".join(names), _shown(default, names), " ".join(words).replace("|", "\\|")))
            words = []
        else:
            words = []
    return rows


def _shown(tree: Any, names: list[str]) -> str:
    for name in names:
        tree = tree[name]
    return json.dumps(tree, ensure_ascii=False)


def rules(service: str) -> str:
    """The alerts that every service with a stream has, and those of consumers, if it has any."""
    house = tomllib.loads((ROOT / "architecture.toml").read_text(encoding="utf-8"))
    parts = ("store", "consumer") if house["services"][service]["consumes"] else ("store",)
    text = "".join((LIBRARY / "rules" / f"{part}.yaml").read_text(encoding="utf-8") for part in parts)
    return text.replace("SERVICE", service)


def written() -> dict[Path, str]:
    """Every file that is generated, with what belongs in it."""
    files: dict[Path, str] = examples()
    for service in sorted(path.parent.name for path in HELM.glob("*/service.yaml")):
        folder = HELM / service
        files |= {folder / "values.yaml": values(service), folder / "values.schema.json": schema(service)}
        files |= {folder / "README.md": readme(service), folder / "dashboards" / f"{service}.json": dashboard(service)}
        if about(service)["store"]:
            files[folder / "rules" / "events.yaml"] = rules(service)
    return files


def stale() -> list[str]:
    """The generated files that are not what they should be."""
    return [
        str(path.relative_to(ROOT))
        for path, text in written().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
