"""What the browser draws: vector tiles and the renderer's mesh, both immutable and named by their content."""

from geography.tiles.files import write_files

__all__ = ["write_files"]
