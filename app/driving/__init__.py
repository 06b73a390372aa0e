"""Test drives: a whole plan lived through by whoever tries it, in a hospital of its own that nobody keeps."""
