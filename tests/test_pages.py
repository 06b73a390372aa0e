"""The pages that clinicians sign are made from what the product does; a stale one fails here."""

from dataclasses import fields

from alerts.numbers import Numbers
from alerts.numbers_words import READ_BY
from docs import alert_rules_page, instruments_page


def test_the_page_of_instruments_is_what_the_files_say() -> None:
    """When this fails: `uv run just pages`, and read the difference."""
    assert instruments_page.PAGE.read_text("utf-8") == instruments_page.page()


def test_the_page_of_alert_rules_is_what_rules_numbers_and_examples_say() -> None:
    """When this fails: `uv run just pages`, and read the difference."""
    assert alert_rules_page.PAGE.read_text("utf-8") == alert_rules_page.page()


def test_every_number_of_a_rule_stands_with_its_rule() -> None:
    of_rules = {name for names in READ_BY.values() for name in names}
    of_escalation = {"version", "checksum", "red", "amber", "working_days"}
    assert of_rules == {field.name for field in fields(Numbers)} - of_escalation
