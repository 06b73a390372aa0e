"""Commands that set a hospital up: key, migration, site, staff."""

from pathlib import Path
from typing import Annotated

import typer

from domain import Mode, Nation

site = typer.Typer(help="The hospital: its words, hours and who answers for alerts.", no_args_is_help=True)
staff = typer.Typer(help="Clinicians and coordinators.", no_args_is_help=True)
rota = typer.Typer(help="Who is told of alerts first, from when until when.", no_args_is_help=True)
site.add_typer(rota, name="rota")
key = typer.Typer(help="The key that encrypts names, numbers and chats.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def attach(app: typer.Typer) -> None:
    app.command()(migrate)


def migrate() -> None:
    """Bring the database to the schema of this version."""
    from app.opening import read_settings
    from storage.migrate import upgrade

    settings = read_settings()
    upgrade(settings.database_url)
    typer.echo("The database is up to date.")


@key.command("new")
def new_key() -> None:
    """Print a new key. Losing it loses every name, number and chat; keep it apart from the database."""
    from storage.crypto import new_key as fresh

    typer.echo(fresh())


@key.command("rotate")
def rotate() -> None:
    """Seal every contact anew under TMR_KEY; TMR_OLD_KEYS must still hold the key in use until now."""
    from app.opening import act_now, opened
    from storage import contacts

    with opened() as database, database.write() as tx:
        typer.echo(f"{contacts.rotate(tx, act_now())} contacts are now under the new key.")


@site.command("set")
def set_site(
    code: str,
    name: Annotated[str | None, typer.Option(help="The hospital's name, as patients know it.")] = None,
    team_phone: Annotated[str | None, typer.Option(help="The team's number, told to every patient.")] = None,
    nation: Annotated[Nation | None, typer.Option(help="Decides emergency words and bank holidays.")] = None,
    zone: Annotated[str | None, typer.Option(help="IANA time zone; Europe/London if never set.")] = None,
    hours: Annotated[
        str | None, typer.Option(help="Staffed hours; Mon-Fri 09:00-17:00 if never set.")
    ] = None,
    mode: Annotated[
        Mode | None, typer.Option(help="monitoring raises alerts: owner and deputy must be linked.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="Staff code: first to be told.")] = None,
    deputy: Annotated[str | None, typer.Option(help="Staff code: told when the owner is silent.")] = None,
    lead: Annotated[str | None, typer.Option(help="Staff code: told last.")] = None,
    safety_officer: Annotated[str | None, typer.Option(help="Staff code: clinical safety officer.")] = None,
    out_of_hours: Annotated[str | None, typer.Option(help="Staff code: told of RED out of hours.")] = None,
    answers_in_notices: Annotated[
        bool | None, typer.Option(help="Whether clinicians' notices may hold answers.")
    ] = None,
) -> None:
    """Create or change a site; what is not given stays. Monitoring needs people who answer for it."""
    from app.opening import act_now, opened
    from app.sites import SiteWords, set_site

    words = SiteWords(
        name=name,
        nation=nation,
        zone=zone,
        team_phone=team_phone,
        staffed_hours=hours,
        mode=mode,
        owner=owner,
        deputy=deputy,
        lead=lead,
        safety_officer=safety_officer,
        out_of_hours=out_of_hours,
        answers_in_notices=answers_in_notices,
    )
    with opened() as database, database.write() as tx:
        stored = set_site(tx, act_now(), code, words)
    typer.echo(f"Site {stored.code} is set, in {stored.mode.value} mode.")


@rota.command("add")
def add_turn(
    site_code: str,
    person: Annotated[str, typer.Option("--staff", help="Staff code.")],
    starts: Annotated[str, typer.Option("--from", help="Local time of the site, such as 2025-03-10 17:00.")],
    ends: Annotated[str, typer.Option("--until", help="The same; this minute is not included.")],
) -> None:
    """Put somebody on call: told first of alerts, in staffed hours and outside them."""
    from app.opening import act_now, opened
    from app.rota import Wish
    from app.rota import add_turn as add

    with opened() as database, database.write() as tx:
        typer.echo(add(tx, act_now(), site_code, Wish(person, starts, ends)))


@rota.command("import")
def import_turns(site_code: str, file: Path) -> None:
    """Add the turns of a CSV file with the columns staff, from, until: all of them, or none."""
    from app.opening import act_now, opened
    from app.rota import import_turns as take

    with opened() as database, database.write() as tx:
        typer.echo(take(tx, act_now(), site_code, file))


@rota.command("list")
def list_turns(site_code: str, as_json: Json = False) -> None:
    """The turns that are not over, in local time."""
    from app.opening import act_now, opened
    from app.output import show_rows
    from app.rota import turn_rows

    with opened() as database, database.read() as tx:
        rows = turn_rows(tx, site_code, act_now().at)
    nothing = "Nobody is on the rota: owner and out-of-hours contact are told."
    show_rows(rows, json_wanted=as_json, nothing=nothing)


@rota.command("remove")
def remove_turn(site_code: str, turn: int) -> None:
    """Take a turn off the rota; one that has begun ends now."""
    from app.opening import act_now, opened
    from app.rota import remove_turn as remove

    with opened() as database, database.write() as tx:
        typer.echo(remove(tx, act_now(), site_code, turn))


@staff.command("add")
def add_staff(
    code: str,
    site_code: Annotated[str, typer.Option("--site", help="The site's code.")],
    role: Annotated[str, typer.Option(help="clinician or coordinator.")],
    name: Annotated[str | None, typer.Option(help="Kept encrypted.")] = None,
    phone: Annotated[str | None, typer.Option(help="Kept encrypted.")] = None,
    email: Annotated[str | None, typer.Option(help="Kept encrypted.")] = None,
) -> None:
    """Add a clinician or coordinator; then give them `staff link`."""
    from app.opening import act_now, opened
    from app.staffing import add_staff as add

    with opened() as database, database.write() as tx:
        person = add(
            tx, act_now(), code=code, site_code=site_code, role=role, name=name, phone=phone, email=email
        )
    typer.echo(
        f"Staff {person.code} ({person.role.value}) is added. Next: tmr-followup staff link {person.code}"
    )


@staff.command("remove")
def remove_staff(code: str) -> None:
    """Let nothing more reach somebody who has left the hospital; what they did stays on record."""
    from app.opening import act_now, opened
    from app.staffing import remove_staff as remove

    with opened() as database, database.write() as tx:
        person = remove(tx, act_now(), code)
    typer.echo(f"{person.code} gets no more messages and cannot acknowledge. What they did stays on record.")


@staff.command("link")
def link_staff(code: str, as_json: Json = False) -> None:
    """Print a one-time Telegram link and PIN for a member of staff."""
    from app.linking import print_link
    from storage.words import Owner

    print_link(Owner.STAFF, code, as_json=as_json)
