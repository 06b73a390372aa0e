"""Opens what a command needs: settings, keys and the database, each with a sentence when it cannot be had."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from pydantic import SecretStr, ValidationError

from clock import SystemClock
from domain import Act, Fault
from settings import Settings
from storage.crypto import KeyRing
from storage.database import Database
from storage.keeping import Keeping
from storage.key_check import require_key
from storage.migrate import require_migrated


def read_settings() -> Settings:
    """The settings of the environment; every wrong variable is named, its value is not shown."""
    try:
        return Settings()
    except ValidationError as fault:
        wrong = ", ".join(
            f"TMR_{'_'.join(str(p) for p in e['loc']).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in fault.errors()
        )
        raise Fault(f"Settings cannot be used: {wrong}.") from None


def read_keys(settings: Settings) -> KeyRing:
    if settings.key is None:
        raise Fault(
            "TMR_KEY is not set. Make a key once with `tmr-followup key new`, keep it somewhere safe and "
            "apart from the database, and set it in the environment."
        )
    old = [key.strip() for key in settings.old_keys.get_secret_value().split(",") if key.strip()]
    return KeyRing.load(settings.key.get_secret_value(), old)


def keeping_of(settings: Settings) -> Keeping:
    """How long what is not needed for ever is kept."""
    return Keeping(
        contacts=timedelta(days=settings.keep_contacts_days),
        updates=timedelta(days=settings.keep_updates_days),
        parked=timedelta(days=settings.keep_parked_days),
    )


def secret(value: SecretStr | None, name: str) -> str:
    """The secret, or a sentence that names the variable to set."""
    if value is None or not value.get_secret_value():
        raise Fault(f"{name} is not set.")
    return value.get_secret_value()


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Database]:
    """The migrated database under the right key, closed at the end."""
    settings = settings or read_settings()
    database = Database(settings.database_url, read_keys(settings))
    try:
        require_migrated(database)
        require_key(database)
        yield database
    finally:
        database.close()


def act_now() -> Act:
    """The act of whoever sits at this command line, at this moment."""
    return Act("cli", SystemClock().now())
