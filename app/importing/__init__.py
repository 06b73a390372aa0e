"""An existing spreadsheet brought into the register: its file, its map, what it tells, and what changes."""
