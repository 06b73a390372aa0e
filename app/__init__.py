"""The composition root: reads settings, makes the clock, puts the rooms together, and is the command line."""
