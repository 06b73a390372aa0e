"""Everything the system holds about one person, as one file that they can read."""
