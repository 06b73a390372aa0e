"""The report as plain values for JSON: every number with its method, n and interval. Pure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any


def plain(value: Any) -> Any:
    """Mappings and lists keep the report's order; dates are ISO text, what is hidden or unknown is null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
        case date():
            return value.isoformat()
        case _:
            return value
