"""The pages that clinicians sign are made from what the product does; a stale one fails here."""

from docs.instruments_page import PAGE, page


def test_the_page_of_instruments_is_what_the_files_say() -> None:
    """When this fails: `uv run just pages`, and read the difference."""
    assert PAGE.read_text("utf-8") == page()
