"""The dry run: every feature that cannot be loaded with its number, field and what is expected; every repair listed.

A file is loadable when no problem is left. Repairs are bounded: an area may change by at most REPAIR_SHARE of itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from django.utils.translation import gettext as _

from common.importing import RowError
from geography import coverage
from geography.ground.repair import cleaned
from geography.imports.reading import Source

REPAIR_SHARE = 0.05
GAP_WIDTH_M = 100
LISTED = 1000
CODE_NAMES = (
    "code",
    "id",
    "geoid",
    "zip",
    "zcta5",
    "zipcode",
    "postcode",
    "postal_code",
    "fips",
    "adm_cd",
    "emd_cd",
    "sig_cd",
    "sgg_cd",
    "bjcd",
    "코드",
    "행정코드",
    "행정구역코드",
    "법정동코드",
    "우편번호",
    "gid",
    "objectid",
)
NAME_NAMES = (
    "name",
    "name_en",
    "nm",
    "adm_nm",
    "emd_kor_nm",
    "emd_nm",
    "sig_kor_nm",
    "sgg_nm",
    "이름",
    "명칭",
    "시군구명",
    "읍면동명",
    "namelsad",
    "title",
    "label",
)


@dataclass(frozen=True)
class Wishes:
    """Which fields to read; empty ones are guessed."""

    code_field: str = ""
    name_field: str = ""


@dataclass
class Checked:
    """What was found. frame: the units as they would be loaded (code, name, geometry), None when something blocks."""

    source: Source
    code_field: str = ""
    name_field: str = ""
    problems: list[RowError] = field(default_factory=list)
    repairs: list[dict[str, Any]] = field(default_factory=list)
    frame: gpd.GeoDataFrame | None = None

    def report(self) -> dict[str, Any]:
        """As it is kept with the import and shown to people."""
        fields = [str(name) for name in self.source.frame.columns if name != self.source.frame.geometry.name]
        return {
            "format": self.source.format,
            "layer": self.source.layer,
            "layers": self.source.layers,
            "features": len(self.source.frame),
            "crs": self.source.crs,
            "transformed": self.source.transformed,
            "fields": fields,
            "code_field": self.code_field,
            "name_field": self.name_field,
            "loadable": self.frame is not None,
            "problem_count": len(self.problems),
            "problems": [problem.as_dict() for problem in self.problems[:LISTED]],
            "repair_count": len(self.repairs),
            "repairs": self.repairs[:LISTED],
            "bbox": [round(float(value), 6) for value in self.source.frame.total_bounds],
        }


def check(source: Source, wishes: Wishes) -> Checked:
    """Look at every feature; changes nothing."""
    found = Checked(source)
    if source.transformed:
        found.repairs.append(
            {
                "kind": "transformed",
                "text": _("Coordinates were transformed from %(crs)s to longitude and latitude.") % {"crs": source.crs},
            }
        )
    codes = _codes(found, wishes)
    areas = _shapes(found)
    if codes is None or found.problems:
        return found
    areas = _overlaps(found, codes, areas)
    if found.problems:
        return found
    areas = _as_coverage(found, codes, areas)
    if not found.problems:
        names = source.frame[found.name_field].fillna("").astype(str) if found.name_field else codes
        found.frame = gpd.GeoDataFrame({"code": codes.to_numpy(), "name": names.to_numpy()}, geometry=areas, crs=4326)
    return found


def _codes(found: Checked, wishes: Wishes) -> pd.Series | None:
    frame = found.source.frame
    fields = [str(name) for name in frame.columns if name != frame.geometry.name]
    for wish in (wishes.code_field, wishes.name_field):
        if wish and wish not in fields:
            found.problems.append(
                RowError(
                    0,
                    wish,
                    "",
                    _("There is no field “%(field)s”.") % {"field": wish},
                    _("one of: %(fields)s") % {"fields": ", ".join(fields) or "–"},
                )
            )
    if found.problems:
        return None
    found.name_field = wishes.name_field or _guess(fields, NAME_NAMES)
    found.code_field = wishes.code_field or _guess(fields, CODE_NAMES)
    if not found.code_field:
        unique = [name for name in fields if frame[name].notna().all() and frame[name].is_unique]
        found.problems.append(
            RowError(
                0,
                "code_field",
                "",
                _("No field holds the units' codes: none is called code, id, geoid, zip or the like."),
                _("the name of the field with a code that is different for every feature, one of: %(fields)s")
                % {"fields": ", ".join(unique or fields) or _("(the file has no fields)")},
            )
        )
        return None
    codes = _text(frame[found.code_field])
    _code_problems(found, codes)
    return codes


def _guess(fields: list[str], known: tuple[str, ...]) -> str:
    lower = {name.lower(): name for name in reversed(fields)}
    return next((lower[name] for name in known if name in lower), "")


def _text(values: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    return values.astype("string").str.strip().fillna("")


def _code_problems(found: Checked, codes: pd.Series) -> None:
    first: dict[str, int] = {}
    for row, code in enumerate(codes, start=1):
        if not code:
            found.problems.append(
                RowError(
                    row,
                    found.code_field,
                    "",
                    _("Feature %(row)s has no code.") % {"row": row},
                    _("a text or number that no other feature has"),
                )
            )
        elif len(code) > 40:
            found.problems.append(
                RowError(row, found.code_field, code, _("The code is too long."), _("at most 40 characters"))
            )
        elif code in first:
            found.problems.append(
                RowError(
                    row,
                    found.code_field,
                    code,
                    _("Feature %(row)s has the same code as feature %(first)s.") % {"row": row, "first": first[code]},
                    _("a code that no other feature has"),
                )
            )
        else:
            first[code] = row


def _shapes(found: Checked) -> np.ndarray:
    areas = np.asarray(found.source.frame.geometry.values, dtype=object).copy()
    for i, shape in enumerate(areas):
        problem = _shape_problem(shape)
        if problem:
            found.problems.append(RowError(i + 1, "geometry", "", problem[0] % {"row": i + 1}, problem[1]))
    if found.problems:
        return areas
    for broken in np.flatnonzero(~shapely.is_valid(areas)):
        _mend(found, areas, int(broken))
    return areas


def _shape_problem(shape: Any) -> tuple[str, str] | None:
    if shape is None or shapely.is_empty(shape):
        return (
            _("Feature %(row)s has no shape that can be read."),
            _("a polygon; every ring has at least four positions and ends where it begins"),
        )
    if shapely.get_type_id(shape) not in (3, 6):
        return (_("Feature %(row)s is not an area.") + f" ({shape.geom_type})", _("Polygon or MultiPolygon"))
    west, south, east, north = shapely.bounds(shape)
    if not np.isfinite([west, south, east, north]).all() or west < -180 or east > 180 or south < -90 or north > 90:
        return (
            _("Feature %(row)s lies outside the world.") + f" ({west:.6g}, {south:.6g}, {east:.6g}, {north:.6g})",
            _("longitude −180 to 180, latitude −90 to 90; or the right coordinate system named in the file"),
        )
    return None


def _mend(found: Checked, areas: np.ndarray, i: int) -> None:
    reason = shapely.is_valid_reason(areas[i])
    mended = _areas_only(shapely.make_valid(areas[i], method="structure", keep_collapsed=False))
    before, after = abs(float(shapely.area(areas[i]))), float(shapely.area(mended))
    share = abs(after - before) / max(before, after, 1e-18)
    if after == 0 or share > REPAIR_SHARE:
        found.problems.append(
            RowError(
                i + 1,
                "geometry",
                reason,
                _("The outline of feature %(row)s is invalid, and mending it would change its area by %(share)s %%.")
                % {"row": i + 1, "share": f"{100 * share:.1f}"},
                _("rings that do not cross themselves"),
            )
        )
        return
    areas[i] = mended
    found.repairs.append(
        {
            "kind": "invalid_ring",
            "feature": i + 1,
            "share": share,
            "text": _("The outline of feature %(row)s crossed itself (%(reason)s) and was mended.")
            % {"row": i + 1, "reason": reason},
        }
    )


def _areas_only(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])


def _overlaps(found: Checked, codes: pd.Series, areas: np.ndarray) -> np.ndarray:
    if shapely.coverage_is_valid(areas):
        return areas
    pairs = shapely.STRtree(areas).query(areas, predicate="intersects")
    left, right = pairs[:, pairs[0] < pairs[1]]
    shared = shapely.intersection(areas[left], areas[right])
    both = shapely.area(shared)
    size = shapely.area(areas)
    share = both / np.minimum(size[left], size[right])
    km2 = coverage.area_km2(shared)
    for i in np.flatnonzero(share > 1e-9):
        a, b = int(left[i]), int(right[i])
        words = {"a": a + 1, "b": b + 1, "code_a": codes.iloc[a], "code_b": codes.iloc[b], "km2": f"{km2[i]:.4g}"}
        if share[i] > REPAIR_SHARE:
            found.problems.append(
                RowError(
                    a + 1,
                    "geometry",
                    codes.iloc[a],
                    _("Features %(a)s (%(code_a)s) and %(b)s (%(code_b)s) overlap by %(km2)s km².") % words,
                    _("areas that do not overlap; up to %(share)s %% of the smaller one is mended")
                    % {"share": f"{100 * REPAIR_SHARE:.0f}"},
                )
            )
        else:
            found.repairs.append(
                {
                    "kind": "overlap",
                    "feature": a + 1,
                    "other": b + 1,
                    "km2": float(km2[i]),
                    "text": _(
                        "Features %(a)s (%(code_a)s) and %(b)s (%(code_b)s) overlap by %(km2)s km², given to one."
                    )
                    % words,
                }
            )
    return areas


def _as_coverage(found: Checked, codes: pd.Series, areas: np.ndarray) -> np.ndarray:
    repair = cleaned(areas, GAP_WIDTH_M)
    before, after = coverage.area_km2(areas), coverage.area_km2(repair.areas)
    share = np.abs(after - before) / np.maximum(before, 1e-12)
    for i in np.flatnonzero((share > REPAIR_SHARE) | shapely.is_empty(repair.areas)):
        found.problems.append(
            RowError(
                int(i) + 1,
                "geometry",
                codes.iloc[i],
                _("Fitting feature %(row)s (%(code)s) to its neighbours would change its area by %(share)s %%.")
                % {"row": i + 1, "code": codes.iloc[i], "share": f"{100 * share[i]:.1f}"},
                _("a change of at most %(share)s %%") % {"share": f"{100 * REPAIR_SHARE:.0f}"},
            )
        )
    if repair.gaps_filled:
        found.repairs.append(
            {
                "kind": "gaps",
                "count": repair.gaps_filled,
                "text": _("%(count)s gaps narrower than %(metres)s m between areas were given to a neighbour.")
                % {"count": repair.gaps_filled, "metres": GAP_WIDTH_M},
            }
        )
    if repair.gaps_left:
        found.repairs.append(
            {
                "kind": "gaps_left",
                "count": repair.gaps_left,
                "text": _("%(count)s wider gaps stay open (lakes, or ground that is not in the file).")
                % {"count": repair.gaps_left},
            }
        )
    return repair.areas
