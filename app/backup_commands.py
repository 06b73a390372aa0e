"""Commands about backups: make, check, restore, noted."""

from pathlib import Path
from typing import Annotated

import typer

backup = typer.Typer(help="Backups of everything that is stored.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A backup; its note is beside it.")]


@backup.command()
def make(
    to: Annotated[
        Path | None,
        typer.Option(file_okay=False, exists=True, help="Folder; that of TMR_BACKUP_TO if not given."),
    ] = None,
) -> None:
    """Make a backup now, while the service goes on; `run` makes one every day where TMR_BACKUP_TO is set."""
    from app.backups import back_up_now, note_backup
    from app.opening import act_now, opened, read_settings
    from domain import Fault

    settings = read_settings()
    folder = to or settings.backup_to
    if folder is None:
        raise Fault("Say where to: --to FOLDER, or set TMR_BACKUP_TO.")
    act = act_now()
    with opened(settings) as database:
        file = back_up_now(database, folder, act)
        with database.write() as tx:
            note_backup(tx, act)
    typer.echo(f"{file} is made. The key is not in it: keep that elsewhere.")


@backup.command()
def check(file: File) -> None:
    """Whether a backup is as it was written, and one of SQLite opens with its trail whole."""
    from app.backups import try_out
    from app.opening import read_keys, read_settings

    typer.echo(try_out(file, read_keys(read_settings())))


@backup.command()
def restore(
    file: File,
    into: Annotated[
        str, typer.Option(help="Address of a database that is empty, or a file that is not there.")
    ],
) -> None:
    """Bring a backup back into an empty database, check it, and say what to do before `run` is started."""
    from app import backups
    from app.opening import act_now, read_keys, read_settings

    for sentence in backups.restore(file, into, read_keys(read_settings()), act_now()):
        typer.echo(sentence)


@backup.command()
def noted() -> None:
    """For a tool of your own that makes backups: have it call this after each, and Health tells when."""
    from app.backups import note_backup
    from app.opening import act_now, opened

    act = act_now()
    with opened() as database, database.write() as tx:
        note_backup(tx, act)
    typer.echo(f"Noted: a backup was made at {act.at:%Y-%m-%d %H:%M} UTC.")
