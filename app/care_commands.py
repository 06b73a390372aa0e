"""Commands about one person: enrolment, dates, pauses, leaving and coming back, moving, linking, and why."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.setup_commands import Json
from storage.words import ErasureReason


def attach(app: typer.Typer) -> None:
    for command in (enrol, activate, pause, resume, withdraw, reinstate, transfer, prefer, link, erase, why):
        app.command()(command)
    app.command("set-date")(set_date)
    app.command("own-data")(own_data)


Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def enrol(
    file: Annotated[
        Path | None, typer.Option(help="YAML file of the fields below; flags win over it.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Site code.")] = None,
    patient: Annotated[
        str | None, typer.Option(help="Code of a patient already enrolled: a new operation.")
    ] = None,
    reoperation_of: Annotated[
        str | None, typer.Option(help="Code of the earlier operation that this one follows, same patient.")
    ] = None,
    name: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    nhs_number: str | None = None,
    zone: Annotated[
        str | None, typer.Option(help="The patient's time zone; the site's if not given.")
    ] = None,
    language: str | None = None,
    send_at: Annotated[str | None, typer.Option(help="Preferred local time, 08:00 to 20:59.")] = None,
    large_buttons: Annotated[
        bool | None, typer.Option("--large-buttons", help="At most two buttons a row.")
    ] = None,
    amputation_on: str | None = None,
    tmr_on: str | None = None,
    indication: Annotated[str | None, typer.Option(help="primary or secondary.")] = None,
    technique: Annotated[str | None, typer.Option(help="tmr, tmr+rpni or rpni-only.")] = None,
    limb: Annotated[str | None, typer.Option(help="upper or lower.")] = None,
    side: Annotated[str | None, typer.Option(help="left or right.")] = None,
    level: Annotated[str | None, typer.Option(help="For example transtibial.")] = None,
    cause: Annotated[str | None, typer.Option(help="vascular, infection, trauma, cancer or other.")] = None,
    governance_lead: str | None = None,
    governance_on: str | None = None,
    procedure_consent_on: str | None = None,
    procedure_information_version: str | None = None,
    audit_number: str | None = None,
    mdt_on: str | None = None,
    mdt_roles: Annotated[list[str] | None, typer.Option(help="Once for each member's role.")] = None,
    rec_reference: str | None = None,
    iras_id: str | None = None,
    study_title: str | None = None,
    ethics_on: str | None = None,
    study_consent_on: str | None = None,
    as_json: Json = False,
) -> None:
    """Register an operation, and start its follow-up when the required arrangements stand."""
    flags = {
        key: value for key, value in locals().items() if value is not None and key not in ("file", "as_json")
    }
    from app.care import enrol_from

    enrol_from(file, flags, as_json=as_json)


def activate(
    episode: str,
    file: Annotated[Path | None, typer.Option(help="YAML file of the arrangements made since.")] = None,
) -> None:
    """Start the follow-up of a registered operation once its arrangements stand."""
    from app.care import activate_from

    activate_from(episode, file)


def set_date(
    episode: str,
    tmr_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The true date of the operation.")],
) -> None:
    """Correct the operation date: what is planned moves, what was asked for the wrong date is asked anew."""
    from app.enrolment import correct_date, named_episode
    from app.opening import act_now, opened

    with opened() as database, database.write() as tx:
        found = named_episode(tx, episode)
        for warning in correct_date(tx, act_now(), found, tmr_on.date()):
            typer.echo(f"Warning: {warning}", err=True)
    typer.echo(
        f"{found.code}: the operation date is {tmr_on.date()}. What is still planned moves with it; what was "
        "asked for the old date is asked again where its new window is not over."
    )


def pause(
    patient: str,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last paused day.")],
) -> None:
    """Send nothing to a patient until a day has passed."""
    from app.care import pause_patient

    typer.echo(pause_patient(patient, until.date()))


def resume(patient: str) -> None:
    """End the pause of a patient now."""
    from app.care import pause_patient

    typer.echo(pause_patient(patient, None))


def withdraw(
    patient: str,
    channel_only: Annotated[
        bool, typer.Option("--channel-only", help="Stop messages; keep phoning.")
    ] = False,
    deceased: Annotated[bool, typer.Option("--deceased", help="Record that the patient has died.")] = False,
) -> None:
    """Stop asking: from now on nothing is sent. Answers so far are kept; open alerts stay open."""
    from app.care import withdraw_patient

    typer.echo(withdraw_patient(patient, channel_only=channel_only, deceased=deceased))


def reinstate(
    patient: str,
    reason: Annotated[str, typer.Option(help="error, or changed-mind.")],
) -> None:
    """Follow a patient again whose withdrawal was an error, or who changed their mind."""
    from app.care import reinstate_patient

    typer.echo(reinstate_patient(patient, reason))


def transfer(
    patient: str,
    reason: Annotated[str, typer.Option(help="moved, patient-choice, clinical or service.")],
    to: Annotated[str | None, typer.Option(help="Code of the site that goes on.")] = None,
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="A hospital that does not work with this database goes on.")
    ] = False,
) -> None:
    """Have another hospital go on with the follow-up of a patient."""
    from app.moving import transfer_patient

    typer.echo(transfer_patient(patient, to, reason, elsewhere=elsewhere))


def prefer(
    patient: str,
    zone: Annotated[str | None, typer.Option(help="Where the patient lives now.")] = None,
    send_at: Annotated[str | None, typer.Option(help="Preferred local time, 08:00 to 20:59.")] = None,
    language: str | None = None,
) -> None:
    """Change the zone, preferred time or language in which a patient is asked."""
    from app.moving import prefer as note

    typer.echo(note(patient, zone, send_at, language))


def link(patient: str, as_json: Json = False) -> None:
    """Print a one-time Telegram link and the PIN that the clinic gives with it."""
    from app.linking import print_link
    from storage.words import Owner

    print_link(Owner.PATIENT, patient, as_json=as_json)


def erase(
    patient: str,
    by: Annotated[str, typer.Option("--by", help="Staff code of whoever does this.")],
    reason: Annotated[ErasureReason, typer.Option(help="request, retention or error.")],
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Erase a patient for good: identifiers and free text go, what the audit counts stays."""
    from app.erasure import erase_patient

    typer.echo(erase_patient(patient, by, reason, sure=sure))


def own_data(
    patient: str,
    by: Annotated[str, typer.Option("--by", help="Staff code of whoever hands it over.")],
    out: Annotated[Path, typer.Option(help="A new file, .html or .json.")],
) -> None:
    """Write everything that is held about a patient as one file, for the patient."""
    from app.own_data.command import write_own_data

    typer.echo(write_own_data(patient, by, out))


def why(
    patient: str,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="One local date, past or to come.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say of each planned contact why it was sent, will be sent, or was not; of a date, why nothing else."""
    from app.why import print_why

    print_why(patient, _day(on), as_json=as_json)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
