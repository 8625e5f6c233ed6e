"""Pictures of what is derived, one file each: `draw(...)` gives a matplotlib figure (the extra `pictures`)."""
