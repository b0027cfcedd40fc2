"""Which base map an installation uses: what its environment names, else the files it built itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from geography.tiles.folder import folder

ARCHIVE = "basemap-*.pmtiles"
LABELS = "cities-*.geojson"
LAYERS = ["land", "lakes", "coast", "states", "countries"]
ATTRIBUTION = "Natural Earth; GeoNames (CC BY 4.0)"


def configuration() -> dict[str, Any]:
    """`style`, `tiles`, `pmtiles`, `labels` as addresses or None, with `layers` of the archive and `attribution`."""
    configured = settings.MAP_STYLE_URL or settings.MAP_TILES_URL or settings.MAP_PMTILES_URL
    return {
        "style": settings.MAP_STYLE_URL or None,
        "tiles": settings.MAP_TILES_URL or None,
        "pmtiles": settings.MAP_PMTILES_URL or _own(ARCHIVE),
        "layers": LAYERS,
        "labels": _own(LABELS),
        "attribution": settings.MAP_ATTRIBUTION or ("" if configured else ATTRIBUTION),
    }


def _own(pattern: str) -> str | None:
    newest = max(folder().glob(pattern), key=lambda path: path.stat().st_mtime, default=None)
    return f"{settings.TILES_URL}{Path(newest).name}" if newest else None
