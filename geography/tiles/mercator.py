"""Web mercator as the unit square: x to the east, y to the south, both 0 … 1."""

from __future__ import annotations

import numpy as np
import shapely

MAX_LATITUDE = 85.05112878
EARTH_M = 40_075_016.68557849


def to_square(lonlat: np.ndarray) -> np.ndarray:
    """float64[k, 2] longitude, latitude → x, y in the unit square."""
    lon, lat = lonlat[:, 0], np.clip(lonlat[:, 1], -MAX_LATITUDE, MAX_LATITUDE)
    y = 0.5 - np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) / (2 * np.pi)
    return np.column_stack([lon / 360 + 0.5, y])


def project(areas: np.ndarray) -> np.ndarray:
    """Geometries in longitude and latitude → the unit square."""
    return shapely.transform(areas, to_square)
