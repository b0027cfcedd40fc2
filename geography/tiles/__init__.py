"""What the browser draws: vector tiles and the renderer's mesh, both immutable and named by their content."""
