"""Commands about reaching staff: e-mail addresses, a test mail, and the digest."""

from pathlib import Path
from typing import Annotated

import typer

from app.setup_commands import staff


def attach(app: typer.Typer) -> None:
    app.command()(digest)


@staff.command("set-email")
def set_email(
    code: str,
    email: Annotated[str | None, typer.Argument(help="Asked for if not given. Kept encrypted.")] = None,
    none: Annotated[bool, typer.Option("--none", help="Forget the address.")] = False,
) -> None:
    """Set where e-mail reaches a member of staff."""
    from app.mailing import set_address
    from app.opening import act_now, opened

    told = None if none else email or typer.prompt("E-mail address")
    with opened() as database, database.write() as tx:
        typer.echo(set_address(tx, act_now(), code, told))


@staff.command("test-mail")
def test_mail(code: str) -> None:
    """Send a test mail to a member of staff now."""
    from app.mailing import send_test

    send_test(code)


@staff.command("digest")
def wish(
    code: str,
    daily: Annotated[bool, typer.Option("--daily", help="Every day.")] = False,
    weekly: Annotated[str | None, typer.Option(help="One day a week, such as Monday.")] = None,
    at: Annotated[str, typer.Option(help="The hour, in the site's local time.")] = "08:00",
    when_empty: Annotated[
        str, typer.Option("--when-empty", help="With nothing to say: one-line or nothing.")
    ] = "one-line",
    off: Annotated[bool, typer.Option("--off", help="Send no digest any more.")] = False,
) -> None:
    """Choose when a member of staff gets the digest."""
    from app.digesting import unwish_digest, wish_digest
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        if off:
            typer.echo(unwish_digest(tx, act_now(), code))
            return
        said = wish_digest(tx, act_now(), code, daily=daily, weekly=weekly, at=at, when_empty=when_empty)
        typer.echo(said)


def digest(
    code: str,
    html: Annotated[Path | None, typer.Option(help="Write a page with the charts into this file.")] = None,
) -> None:
    """Show the digest of a member of staff as it would be now. Nothing is sent."""
    from app.digesting import print_digest
    from app.opening import act_now, opened

    with opened() as database, database.read() as tx:
        print_digest(tx, act_now().at, code, html)
