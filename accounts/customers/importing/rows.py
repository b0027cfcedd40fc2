"""One row of cells → one account's values, with what was wrong and what was mended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.customers.importing.fields import FIELDS, BadValue
from common.importing import Repairs, RowError

_CANADIAN = re.compile(r"[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d")
_ZIP_PLUS_4 = re.compile(r"(\d{5})-?\d{4}")
_SHORT_ZIP = re.compile(r"\d{3,4}")
_OLD_KOREAN = re.compile(r"\d{3}-\d{3}")

#: Visits a year and minutes a visit by tier, when a file has neither; D is served from inside.
TIER_EFFORT: dict[str, tuple[float, float]] = {"A": (24, 45), "B": (8, 40), "C": (2, 30), "D": (0, 0), "": (0, 0)}


@dataclass
class RowReader:
    """Reads rows of one file under one mapping; collects errors per row and repairs over the whole file."""

    columns: Sequence[str]
    mapping: Mapping[str, str]
    home_country: str = ""
    bbox: Sequence[float] | None = None
    effort: Mapping[str, Sequence[float]] = field(default_factory=lambda: TIER_EFFORT)
    repairs: Repairs = field(default_factory=Repairs)

    def __post_init__(self) -> None:
        places = {heading: position for position, heading in enumerate(self.columns)}
        self._places = {key: places[heading] for key, heading in self.mapping.items()}
        self._adds_effort = "tier" in self.mapping and not {"visits_per_year", "minutes_per_visit"} & set(self.mapping)

    @property
    def fields(self) -> list[str]:
        """The account fields this file sets: what is mapped, and what follows from it (None there: as it was)."""
        keys = [key for key in FIELDS if key in self._places]
        extra = ["visits_per_year", "minutes_per_visit", "field_covered"] if self._adds_effort else []
        if "postcode" in keys:
            extra.append("country")
        if "name" not in keys:
            extra.append("name")
        return keys + [key for key in extra if key not in keys]

    def read(self, row: int, cells: Sequence[str]) -> tuple[dict[str, Any], list[RowError]]:
        """The values of one row and what is wrong with them; values are incomplete when anything is."""
        values: dict[str, Any] = {}
        errors: list[RowError] = []
        for key, place in self._places.items():
            try:
                values[key] = FIELDS[key].read(cells[place])
            except BadValue as bad:
                errors.append(RowError(row, self.mapping[key], cells[place], str(bad.message), str(bad.expected)))
        if not values.get("code", "?"):
            errors.append(
                RowError(
                    row,
                    self.mapping["code"],
                    "",
                    _("The account number is missing."),
                    _("a number or name that is used once"),
                )
            )
        if "lon" in self._places and (about_pair := self._coordinates(row, values, cells)):
            # Says more than that one of the two is out of range.
            errors = [error for error in errors if error.field not in self._pair()] + about_pair
        if not errors:
            self._mend(row, values, cells)
        return values, errors

    def _pair(self) -> set[str]:
        return {self.mapping[key] for key in ("lon", "lat") if key in self.mapping}

    def _coordinates(self, row: int, values: dict[str, Any], cells: Sequence[str]) -> list[RowError]:
        lon, lat = cells[self._places["lon"]], cells[self._places["lat"]]
        heading = f"{self.mapping['lon']}, {self.mapping['lat']}"
        if bool(lon) != bool(lat):
            return [
                RowError(
                    row,
                    heading,
                    f"{lon}, {lat}",
                    _("Only one of the two coordinates is there."),
                    _("longitude and latitude, or neither"),
                )
            ]
        if self._swapped(values, lon, lat):
            return [
                RowError(
                    row,
                    heading,
                    f"{lon}, {lat}",
                    _("Longitude and latitude seem to be swapped."),
                    _("longitude first: %(lat)s, %(lon)s") % {"lon": lon, "lat": lat},
                )
            ]
        if lon and values.get("lon") == 0 and values.get("lat") == 0:
            return [
                RowError(
                    row,
                    heading,
                    f"{lon}, {lat}",
                    _("The point 0, 0 lies in the sea."),
                    _("longitude and latitude, or neither"),
                )
            ]
        return []

    def _swapped(self, values: dict[str, Any], lon: str, lat: str) -> bool:
        """True if the point makes sense only when turned round: by its degrees, or by the ground's box."""
        if "lat" not in values:
            return _degrees(lon, 90) and _degrees(lat, 180)
        if self.bbox is None or values.get("lon") is None or values["lat"] is None:
            return False
        x, y = values["lon"], values["lat"]
        return not _inside(self.bbox, x, y) and _inside(self.bbox, y, x)

    def _mend(self, row: int, values: dict[str, Any], cells: Sequence[str]) -> None:
        """Repairs of a row that is otherwise right. Each is counted and listed."""
        if values.get("name") == "":
            values["name"] = values["code"]
            self._note("name_missing", row, "name", "", values["code"])
        if "postcode" in values:
            self._mend_postcode(row, values)
        for key in ("revenue_12m", "potential"):
            if key in values and "," in (text := cells[self._places[key]]):
                self._note("thousands_separator", row, key, text, repr(values[key]))
        if self._adds_effort:
            visits, minutes = self.effort.get(values["tier"], (0.0, 0.0))
            values |= {
                "visits_per_year": float(visits),
                "minutes_per_visit": float(minutes),
                "field_covered": visits > 0,
            }

    def _mend_postcode(self, row: int, values: dict[str, Any]) -> None:
        given, country = values["postcode"], values.get("country") or ""
        if _CANADIAN.fullmatch(given) and country in ("", "US"):
            values["country"] = "CA"
            self._note("canadian_postcode", row, "country", given, "CA")
        elif self.home_country == "US" and country in ("", "US"):
            if _SHORT_ZIP.fullmatch(given):
                values["postcode"] = given.zfill(5)
                self._note("leading_zero_restored", row, "postcode", given, values["postcode"])
            elif plus := _ZIP_PLUS_4.fullmatch(given):
                values["postcode"] = plus[1]
                self._note("zip_plus_4_cut", row, "postcode", given, plus[1])
        elif self.home_country == "KR" and country in ("", "KR"):
            if given.isdigit() and len(given) == 4:
                values["postcode"] = given.zfill(5)
                self._note("leading_zero_restored", row, "postcode", given, values["postcode"])
            elif _OLD_KOREAN.fullmatch(given):
                self._note("old_postcode", row, "postcode", given, given)

    def _note(self, kind: str, row: int, key: str, before: str, after: str) -> None:
        self.repairs.note(kind, row, self.mapping.get(key, key), before, after)


def _inside(bbox: Sequence[float], lon: float, lat: float) -> bool:
    west, south, east, north = bbox
    return west <= lon <= east and south <= lat <= north


def _degrees(text: str, limit: float) -> bool:
    try:
        return abs(float(text)) <= limit
    except ValueError:
        return False
