"""Where tile archives and meshes lie."""

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """MEDIA_ROOT/tiles, made when it is missing."""
    path = Path(settings.MEDIA_ROOT) / "tiles"
    path.mkdir(parents=True, exist_ok=True)
    return path
