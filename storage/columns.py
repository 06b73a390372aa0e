"""Column types that mean the same on SQLite and PostgreSQL: aware UTC instants, and words by value."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, Numeric, String
from sqlalchemy.types import TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive datetime is refused: it would be a guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a zone; a naive datetime was given.")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return _instant if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _instant(text: str | None) -> datetime | None:
    """What SQLite holds as text, in UTC without saying so. In one step: a look reads hundreds of instants."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def one_of(words: type[StrEnum]) -> Enum:
    """A text column that holds the values of `words` and is read back as its members."""

    def values(members: Any) -> list[str]:
        return [member.value for member in members]

    return Enum(words, values_callable=values, native_enum=False, length=32, validate_strings=True)


class Exact(TypeDecorator[Decimal]):
    """A decimal number to four places: text on SQLite, which has only binary fractions."""

    impl = Numeric(10, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(16) if dialect.name == "sqlite" else Numeric(10, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        kept = value.quantize(Decimal("0.0001"))
        return str(kept) if dialect.name == "sqlite" else kept

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).normalize() + 0


class Texts(TypeDecorator[tuple[str, ...]]):
    """A few short texts in their order, kept as a JSON array."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> list[str] | None:
        return None if value is None else list(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value)
