"""A plan as files. Every figure in them can be recomputed from the units, the exceptions and the cut."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from geography.models import Unit
from geography.selectors import unit_codes
from territories.alignments import selectors, tables
from territories.alignments.models import Alignment, Revision
from territories.alignments.selectors import Figures
from territories.alignments.state import HOUSE_KEY, State

type Rows = Iterable[list[Any]]
FORMULA = re.compile(r"^[=+\-@\t\r]")


@dataclass(frozen=True)
class Exported:
    """What is written: a plan at one of its revisions."""

    alignment: Alignment
    revision: Revision
    state: State

    @cached_property
    def figures(self) -> Figures:
        return selectors.figures(self.alignment, self.state)

    @property
    def measures(self) -> list[str]:
        return list(self.figures.totals.values)


def file_stem(alignment: Alignment) -> str:
    """ASCII, so that every system takes it as a file name."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", alignment.name).strip("-").lower()
    return plain or f"plan-{alignment.pk}"


def units_csv(plan: Exported) -> bytes:
    return _csv(unit_rows(plan))


def unit_rows(plan: Exported) -> Rows:
    """Every unit with its territory and the nodes above it."""
    state = plan.state
    units = Unit.objects.filter(geography=plan.alignment.geography).order_by("idx").values_list("code", "name")
    leaves = {leaf.slot: leaf for leaf in state.leaves}
    above = {
        slot: " / ".join(state.territories[k].name for k in list(state.lineage(t.key))[1:])
        for slot, t in leaves.items()
    }
    yield ["unit", "unit_name", "territory", "territory_name", "above", "position", "lock"]
    for idx, ((code, name), slot) in enumerate(zip(units, state.vector.tolist(), strict=True)):
        leaf = leaves.get(slot)
        held = [leaf.key, leaf.name, above[slot], leaf.position or ""] if leaf is not None else ["", "", "", ""]
        yield [code, name, *held, state.unit_locks.get(idx, "")]


def exceptions_csv(plan: Exported) -> bytes:
    return _csv(exception_rows(plan))


def exception_rows(plan: Exported) -> Rows:
    """Every account held by name, with its own row of measures."""
    codes = unit_codes(plan.alignment.geography)
    yield ["account", "unit", "territory", "cause", "reason", *plan.measures]
    for o in sorted(plan.state.overrides.values(), key=lambda o: o.account):
        place = codes[o.unit] if o.unit >= 0 else ""
        values = [o.measures.get(name, "") for name in plan.measures]
        yield [o.account, place, HOUSE_KEY if o.territory is None else o.territory, o.cause, o.reason, *values]


def totals_csv(plan: Exported) -> bytes:
    return _csv(total_rows(plan))


def total_rows(plan: Exported) -> Rows:
    """Every territory, what is held by none, and the total they add up to."""
    table = tables.totals_table(plan.figures)
    yield ["key", "name", "level", "parent", "position", "capacity", "units", "index", *plan.measures]
    for row in table["territories"]:
        facts = [row[name] for name in ("key", "name", "level", "parent", "position", "capacity", "units", "index")]
        yield [*facts, *(row["values"][name] for name in plan.measures)]
    for key in ("unassigned", "house", "unplaced", "total"):
        rest = table[key]
        yield [key, "", "", "", "", "", rest.get("units", ""), "", *(rest["values"][name] for name in plan.measures)]


def geojson(plan: Exported) -> bytes:
    """One feature per territory: its units' ground dissolved, with its figures."""
    geoms = Unit.objects.filter(geography=plan.alignment.geography).order_by("idx").values_list("geom", flat=True)
    shapes = shapely.from_wkb([bytes(geom.wkb) for geom in geoms.iterator(chunk_size=2000)])
    table = {row["key"]: row for row in tables.totals_table(plan.figures)["territories"]}
    features = [_feature(table[leaf.key], shapes[plan.state.vector == leaf.slot]) for leaf in plan.state.leaves]
    return json.dumps({"type": "FeatureCollection", **about(plan), "features": features}, ensure_ascii=False).encode()


def _feature(row: Mapping[str, Any], shapes: np.ndarray) -> dict[str, Any]:
    properties = {name: row[name] for name in ("key", "name", "parent", "position", "units", "index")} | row["values"]
    area = shapely.union_all(shapes) if len(shapes) else None
    return {"type": "Feature", "properties": properties, "geometry": area and json.loads(shapely.to_geojson(area))}


def about(plan: Exported) -> dict[str, Any]:
    """What every file says of itself: the plan, its revision and hash, and the three dates."""
    plan_, cut = plan.alignment, plan.alignment.cut
    return {
        "plan": plan_.name,
        "field_force": plan_.field_force.key,
        "geography": plan_.geography.key,
        "revision": plan.revision.number,
        "hash": plan.revision.hash,
        "data_date": cut.as_of.isoformat(),
        "data_cut": cut.hash,
        "announcement_date": plan_.announce_on and plan_.announce_on.isoformat(),
        "effective_date": plan_.effective_on and plan_.effective_on.isoformat(),
        "currency": cut.currency,
        "index": json.dumps(plan_.index),
        "exported_at": timezone.now().isoformat(timespec="seconds"),
    }


def workbook(plan: Exported) -> bytes:
    """Everything in one Excel file: about, territories, units, exceptions."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True})
    sheets: list[tuple[str, Rows]] = [
        (_("About"), ([name, "" if value is None else value] for name, value in about(plan).items())),
        (_("Territories"), total_rows(plan)),
        (_("Units"), unit_rows(plan)),
        (_("Exceptions"), exception_rows(plan)),
    ]
    for title, rows in sheets:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, ["" if value is None else value for value in row], head if number == 0 else None)
    book.close()
    return out.getvalue()


def _csv(rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads Korean names; text that would be a formula is quoted."""
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


KINDS: Mapping[str, tuple[Callable[[Exported], bytes], str]] = {
    "export.csv": (units_csv, "text/csv; charset=utf-8"),
    "totals.csv": (totals_csv, "text/csv; charset=utf-8"),
    "exceptions.csv": (exceptions_csv, "text/csv; charset=utf-8"),
    "export.geojson": (geojson, "application/geo+json"),
    "workbook.xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
