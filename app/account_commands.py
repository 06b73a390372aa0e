"""Commands about who may sign in to the console."""

from typing import Annotated

import typer

from app.setup_commands import Json

account = typer.Typer(help="Who may sign in to the console.", no_args_is_help=True)


@account.command("add")
def add(
    code: str,
    post: Annotated[str | None, typer.Option(help="For who is not staff: analyst or administrator.")] = None,
    site: Annotated[str | None, typer.Option(help="For who is not staff: the site's code.")] = None,
) -> None:
    """Let somebody sign in: a clinician or coordinator by staff code, or an analyst or administrator."""
    from app.accounts import add_account
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        made, setup_code = add_account(tx, act_now(), code, post, site)
    typer.echo(f"Account {made.code} ({made.post.value}) is made.")
    _tell(made.code, setup_code)


@account.command("reset")
def reset(code: str) -> None:
    """Give a new set-up code to somebody who lost password or authenticator; they are signed out at once."""
    from app.accounts import reset_account
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        setup_code = reset_account(tx, act_now(), code)
    _tell(code, setup_code)


@account.command("remove")
def remove(code: str) -> None:
    """End an account at once."""
    from app.accounts import remove_account
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        typer.echo(remove_account(tx, act_now(), code))


@account.command("unlink")
def unlink(code: str) -> None:
    """Take somebody's hospital account away from their account here; they are signed out at once."""
    from app.accounts import unlink_account
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        typer.echo(unlink_account(tx, act_now(), code))


@account.command("hospital")
def hospital() -> None:
    """Look at the hospital's own sign-in as it is set: what is good, what to look at, what is wrong."""
    import asyncio

    from app.console_server import place_of
    from app.hospital_look import Verdict, looked_at
    from app.hospital_sign_in import provider_of
    from app.opening import read_settings
    from domain import Fault

    settings = read_settings()
    provider = provider_of(settings, place_of(settings))
    if provider is None:
        raise Fault("No hospital's sign-in is set (TMR_OIDC_ISSUER). Passwords here work.")
    seen = asyncio.run(looked_at(provider))
    for each in seen:
        typer.echo(f"{each.verdict:5}  {each.said}")
    if any(each.verdict is Verdict.WRONG for each in seen):
        raise Fault("The hospital's sign-in cannot be used as it is set.")


@account.command("list")
def show(as_json: Json = False) -> None:
    """Every account: its post, whether it is set up, linked, locked or removed, and when it was last used."""
    from app.accounts import account_rows
    from app.opening import opened
    from app.output import show_rows

    with opened() as database, database.read() as tx:
        rows = account_rows(tx)
    nothing = "Nobody may sign in yet. Make the first account with `tmr-followup account add`."
    show_rows(rows, json_wanted=as_json, nothing=nothing)


def _tell(name: str, setup_code: str) -> None:
    typer.echo(f"Set-up code: {setup_code}   (works once, for three days; give it to them in person)")
    typer.echo(f"They open /set-up in the console, and type the name {name} and this code.")
