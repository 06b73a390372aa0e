"""Commands about updates that could not be handled: list, try again, give up."""

import typer

from app.setup_commands import Json

inbox = typer.Typer(help="What people sent and the bot could not handle.", no_args_is_help=True)


@inbox.command("list")
def list_parked(as_json: Json = False) -> None:
    """Updates that failed three times, the longest waiting first; they stay until retried or discarded."""
    from app.opening import opened
    from app.output import show_rows
    from app.parked import parked_rows

    with opened() as database, database.read() as tx:
        rows = parked_rows(tx)
    show_rows(rows, json_wanted=as_json, nothing="Nothing is parked.")


@inbox.command("retry")
def retry(update: int) -> None:
    """Have the bot handle an update once more, say after a new version was installed."""
    from app.opening import act_now, opened
    from app.parked import try_again

    with opened() as database, database.write() as tx:
        typer.echo(try_again(tx, act_now(), update))


@inbox.command("discard")
def discard(update: int) -> None:
    """Give an update up, after whoever sent it was called. It cannot be brought back."""
    from app.opening import act_now, opened
    from app.parked import give_up

    with opened() as database, database.write() as tx:
        typer.echo(give_up(tx, act_now(), update))
