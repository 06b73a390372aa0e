"""The environment, read once into one frozen Settings. Only `app` calls this."""

import re
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every variable starts with TMR_. Secrets never show in a representation.

    `database_url`  SQLAlchemy address; a SQLite file in the working directory by default.
    `key`, `old_keys`  32 bytes in base64: the key for identifiers, and earlier ones (with commas) to rotate.
    `telegram_token`, `telegram_url`  the bot, and the Bot API server it talks to.
    `webhook_url`, `webhook_secret`  set both and Telegram calls us, at `webhook_host` and `webhook_port`.
    `smtp_url`, `mail_from`  the mail server for staff, with name and password; the address mail comes from.
    `health_port`  loopback port of /health.
    `console`, `console_host`, `console_port`  whether `run` serves the console, and where it listens.
    `console_origin`  the address that browsers use for it, as https://follow-up.example.org.
    `oidc_issuer`, `oidc_client_id`, `oidc_client_secret`  the hospital's own sign-in, and us as it knows us.
    `oidc_second_factor`  how it says that a second factor was asked for: acr=, amr= or acrs=VALUE, or policy.
    `keep_contacts_days`  how long identifiers are kept after follow-up; then `status` names whose.
    `keep_updates_days`, `keep_parked_days`  how long what came in is kept, handled or not; then it goes.
    `export_to`, `export_schema`, `export_reader`, `export_hour`  the hospital's own database, the schema's
    name there, the role that may read it; filled every day from that hour (UTC) on.
    `backup_to`, `backup_hour`, `backup_keep_days`  the folder a backup goes into every day from that hour
    (UTC) on, and how long backups are kept there.
    """

    model_config = SettingsConfigDict(env_prefix="TMR_", frozen=True, extra="ignore", secrets_dir=None)

    database_url: str = "sqlite:///tmr-followup.sqlite3"
    key: SecretStr | None = None
    old_keys: SecretStr = SecretStr("")
    telegram_token: SecretStr | None = None
    telegram_url: str = "https://api.telegram.org"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=1, le=65535)
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    health_port: int = Field(default=8081, ge=1, le=65535)

    console: bool = True
    console_host: str = "127.0.0.1"
    console_port: int = Field(default=8080, ge=1, le=65535)
    console_origin: str | None = None

    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_second_factor: str | None = None

    keep_contacts_days: int = Field(default=365, ge=0)
    keep_updates_days: int = Field(default=7, ge=2)
    keep_parked_days: int = Field(default=30, ge=1)

    export_to: SecretStr | None = None
    export_schema: str = "tmr"
    export_reader: str | None = None
    export_hour: int = Field(default=2, ge=0, le=23)

    backup_to: Path | None = None
    backup_hour: int = Field(default=1, ge=0, le=23)
    backup_keep_days: int = Field(default=35, ge=1)

    @field_validator("console_origin")
    @classmethod
    def _an_origin(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[a-z0-9.\[\]:-]+", value):
            raise ValueError("write it like https://follow-up.example.org, in small letters, with no path")
        return value

    @field_validator("telegram_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
            raise ValueError("write it like https://api.telegram.org")
        return value.rstrip("/")
