"""The command `tmr-followup`. Commands import their rooms only when they run, so that help is quick."""

import sys

import typer

from app import (
    account_commands,
    alert_commands,
    backup_commands,
    care_commands,
    definition_commands,
    import_commands,
    inbox_commands,
    register_commands,
    report_commands,
    safety_commands,
    service_commands,
    setup_commands,
    staff_commands,
)
from domain import Fault

app = typer.Typer(
    name="tmr-followup",
    help="Follow-up after targeted muscle reinnervation: asks patients, alerts clinicians, feeds the audit.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (
    setup_commands,
    care_commands,
    service_commands,
    staff_commands,
    import_commands,
    register_commands,
    report_commands,
):
    group.attach(app)
app.add_typer(setup_commands.site, name="site")
app.add_typer(setup_commands.staff, name="staff")
app.add_typer(account_commands.account, name="account")
app.add_typer(setup_commands.key, name="key")
app.add_typer(alert_commands.alerts, name="alerts")
app.add_typer(inbox_commands.inbox, name="inbox")
app.add_typer(definition_commands.instrument, name="instrument")
app.add_typer(definition_commands.protocol, name="protocol")
app.add_typer(service_commands.trail, name="trail")
app.add_typer(backup_commands.backup, name="backup")
app.add_typer(register_commands.theatre, name="theatre")
app.add_typer(safety_commands.safety, name="safety")


def main() -> None:
    """Run the command line. A Fault is one sentence on stderr and exit 2; a bug is a traceback."""
    try:
        app()
    except Fault as fault:
        typer.echo(str(fault), err=True)
        sys.exit(2)
