"""The command doctor: what may stand in the way on this machine, and what to do about it."""

import sys
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, t
from generator.staff.checkup import look_over

_STYLES = {"fine": "green", "beware": "yellow", "wrong": "bold red"}
_ENVIRONMENT = 3


@click.command("doctor", cls=TranslatedCommand)
@click.pass_obj
def doctor_command(root: Path) -> None:
    """Look the machine, the project and its repository over; exit 3 if something does not work."""
    found = list(look_over(root, encoding=sys.stdout.encoding or "ascii"))
    for point in found:
        words = t(f"doctor.look.{point.key}.{point.state}", **point.values)
        out.print(f"{t(f'doctor.{point.state}')}: {words}", style=_STYLES[point.state])
    if any(point.state == "wrong" for point in found):
        sys.exit(_ENVIRONMENT)
