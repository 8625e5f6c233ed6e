"""Sheets of solutions in written formats, one file each: `SUFFIX` and `render(sheet)`."""
