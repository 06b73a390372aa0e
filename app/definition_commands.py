"""Commands about what is asked and when: play an instrument, print a plan, publish a protocol."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.setup_commands import Json
from domain import Fault

instrument = typer.Typer(help="Questionnaires.", no_args_is_help=True)
protocol = typer.Typer(help="When things are asked.", no_args_is_help=True)

_MONDAY = datetime(2025, 1, 6)  # noqa: DTZ001 - a date, which typer only knows as a naive instant


@instrument.command("play")
def play(
    name: Annotated[str, typer.Argument(help="An instrument, such as core, or a file.")],
    phase: Annotated[str, typer.Option(help="before, early (first 28 days) or later.")] = "later",
    mode: Annotated[str, typer.Option(help="monitoring or audit.")] = "monitoring",
    limb: Annotated[str, typer.Option(help="upper or lower.")] = "lower",
    lang: Annotated[str, typer.Option(help="A language it is translated into, such as cy.")] = "",
) -> None:
    """Answer a questionnaire in the terminal, as a patient would; nothing is stored."""
    from app.playing import play_in_terminal

    play_in_terminal(name, {"ctx-phase": phase, "ctx-mode": mode, "ctx-limb": limb}, lang)


@instrument.command("export")
def export(
    name: Annotated[str, typer.Argument(help="A bundled instrument, such as core.")],
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Print a questionnaire as FHIR R4 JSON, with its translations in it."""
    from app.definitions import as_fhir

    text = as_fhir(name)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text + "\n", "utf-8")


@instrument.command("evaluate")
def evaluate(
    questionnaire: Annotated[Path | None, typer.Argument(help="A FHIR Questionnaire, JSON or YAML.")] = None,
    response: Annotated[Path | None, typer.Argument(help="A QuestionnaireResponse to it.")] = None,
    batch: Annotated[
        Path | None, typer.Option(help="Many pairs: questionnaire, a tab, response, one pair a line.")
    ] = None,
) -> None:
    """Print which items of any form are enabled under a response, and what would be asked next, as JSON."""
    from app.evaluating import print_batch, print_one

    if batch is not None and questionnaire is None:
        print_batch(batch)
    elif batch is None and questionnaire is not None and response is not None:
        print_one(questionnaire, response)
    else:
        raise Fault("Give a questionnaire and a response, or --batch with a file of pairs.")


@instrument.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="FHIR Questionnaires, JSON or YAML.")],
    as_json: Json = False,
) -> None:
    """Say of each form whether it can be asked here: supported, degraded (and how) or refused (and why)."""
    from app.checking import check_files

    check_files(files, json_wanted=as_json)


@instrument.command("list")
def list_instruments(as_json: Json = False) -> None:
    """The instruments that are asked, their versions, and the licences of the site's own."""
    from app.instruments import bundled_rows, instrument_rows
    from app.opening import act_now, opened, read_settings
    from app.output import show_rows

    settings = read_settings()
    if settings.key is None:  # without a database there are only the bundled ones
        show_rows(bundled_rows(), json_wanted=as_json, nothing="None.")
        return
    with opened(settings) as database, database.read() as tx:
        rows = instrument_rows(tx, act_now().at)
    show_rows(rows, json_wanted=as_json, nothing="None.")


@instrument.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="A FHIR Questionnaire, JSON or YAML.")],
    licence: Annotated[Path, typer.Option(help="Its licence; see `instrument licence-template`.")],
) -> None:
    """Add an instrument of the site's own, or a new version of one, under its licence."""
    from app.instruments import add_instrument
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        told = add_instrument(tx, act_now(), file, licence)
    typer.echo(told)


@instrument.command("renew")
def renew(
    instrument_id: Annotated[str, typer.Argument(metavar="ID", help="An instrument of the site's own.")],
    licence: Annotated[Path, typer.Option(help="The licence that holds from now on.")],
) -> None:
    """Put an instrument under a renewed or corrected licence; the earlier ones stay on record."""
    from app.instruments import renew_licence
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        told = renew_licence(tx, act_now(), instrument_id, licence)
    typer.echo(told)


@instrument.command("licence-template")
def print_licence_template() -> None:
    """Print a licence file to fill in."""
    from questionnaires.licences import licence_template

    typer.echo(licence_template(), nl=False)


@protocol.command("plan")
def plan(
    tmr_date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The date of the operation.")],
    zone: Annotated[str, typer.Option(help="The patient's time zone.")] = "Europe/London",
    send_at: Annotated[str, typer.Option(help="Preferred local time.")] = "09:30",
    enrolled_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="42 days before the operation if not given.")
    ] = None,
    amputation_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="For time points that count from it.")
    ] = None,
    optional: Annotated[
        list[str] | None, typer.Option(help="Switch an optional time point on, such as M48.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--protocol", help="A protocol file; the bundled one if not given.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Tell how each stands on this date: its status."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print what would be asked when, for one operation."""
    from app.output import show_rows
    from app.protocols import Wanted, plan_rows

    wanted = Wanted(
        tmr_on=tmr_date.date(),
        zone=zone,
        send_at=send_at,
        enrolled_on=enrolled_on.date() if enrolled_on else None,
        amputation_on=amputation_on.date() if amputation_on else None,
        optional=tuple(optional or ()),
        file=file,
        as_of_on=as_of.date() if as_of else None,
    )
    show_rows(plan_rows(wanted), json_wanted=as_json, nothing="Nothing is planned.")


@protocol.command("check")
def check_protocol(
    file: Annotated[Path, typer.Argument(help="A protocol file.")], as_json: Json = False
) -> None:
    """List everything that is wrong with a protocol file, each with its path; exit 1 if anything is."""
    from app.protocols import check_file

    check_file(file, json_wanted=as_json)


@protocol.command("diff")
def diff_protocols(
    old: Annotated[Path, typer.Argument(help="A protocol file; `protocol show` prints the one in use.")],
    new: Annotated[Path, typer.Argument(help="The file that is to take its place.")],
    database: Annotated[
        bool, typer.Option("--database", help="Also say what changes for which patient, and its hash.")
    ] = False,
    tmr_date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The sample operation; 15 January 2025 if not given."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what a new version changes: in the file, for a sample operation, for patients in the database."""
    from app.protocol_diff import diff_files

    diff_files(old, new, tmr_date.date() if tmr_date else None, database=database, json_wanted=as_json)


@protocol.command("simulate")
def simulate_protocol(
    file: Annotated[Path, typer.Argument(help="A protocol file; see `protocol show` for the one in use.")],
    patients: Annotated[int, typer.Option(help="How many made-up people.")] = 100,
    months: Annotated[int, typer.Option(help="How long, from the first enrolment on.")] = 24,
    seed: Annotated[int, typer.Option(help="The same seed gives the same lives.")] = 1,
    starts_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day.")] = _MONDAY,
    csv: Annotated[Path | None, typer.Option(help="Write the tables into this folder.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with charts to this file.")] = None,
    as_json: Json = False,
) -> None:
    """Show what a protocol would do to a made-up cohort: messages, why, staff load, what goes unanswered."""
    from app.simulating.command import run_simulation

    run_simulation(
        file,
        patients=patients,
        months=months,
        seed=seed,
        starts_on=starts_on.date(),
        folder=csv,
        html=html,
        as_json=as_json,
    )


@protocol.command("set")
def set_protocol(
    file: Annotated[Path, typer.Argument(help="A protocol file; see `protocol show` for the one in use.")],
    accept: Annotated[
        str | None, typer.Option(help="Publish under the hash of the plan that was shown.", metavar="HASH")
    ] = None,
) -> None:
    """Change the schedule: checked and shown first, published only as shown; only what is planned moves."""
    from app.opening import act_now, opened
    from app.protocol_changes import set_protocol as publish

    with opened() as database, database.write() as tx:
        lines = publish(tx, act_now(), file, accept)
    typer.echo("\n".join(lines))


@protocol.command("show")
def show_protocol() -> None:
    """Print the protocol in use (the bundled one before a site is set up)."""
    from app.opening import opened
    from app.protocols import body_in_use

    with opened() as database, database.read() as tx:
        typer.echo(body_in_use(tx))
