"""JSON of the export: decimals and words as they are, keys in their order, readable by people."""

import json
from decimal import Decimal
from typing import Any

import pytest

from audit.fhir.as_json import as_json


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Decimal("5.50"), "5.50"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.1"), "-0.1"),
        (7, "7"),
        (True, "true"),
        ('Bwrdd "Iechyd" ŵ\n', '"Bwrdd \\"Iechyd\\" ŵ\\n"'),
        ([], "[]"),
        ({"b": [1, {"a": Decimal(2)}]}, '{\n  "b": [\n    1,\n    {\n      "a": 2\n    }\n  ]\n}'),
    ],
)
def test_a_resource_is_written_plainly_and_exactly(node: Any, text: str) -> None:
    assert as_json(node) == text
    assert json.loads(text, parse_float=Decimal) == node
