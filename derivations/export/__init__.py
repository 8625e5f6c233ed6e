"""Exporters, one file a format: `SUFFIX` and `render(source) -> str`."""
