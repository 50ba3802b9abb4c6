"""The `excel` command: a step in the open workbook, or the ribbon put in place and looked after."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from xlplan.cli import printing
from xlplan.cli.status import DONE, FINDINGS, REFUSED
from xlplan.cycle.storing import Refused


def run(options: argparse.Namespace, *, at: datetime) -> int:
    """Do what was asked and return the exit status."""
    place = Path(options.place).resolve() if options.place else None
    if options.action == "install":
        return _install(place)
    if options.action == "uninstall":
        return _uninstall(place)
    if options.action == "doctor":
        return _doctor(place)
    return _run_action(options, place, at)


def _run_action(options: argparse.Namespace, place: Path | None, at: datetime) -> int:
    from xlplan.excel import attaching, desk
    from xlplan.excel.messages import Message
    from xlplan.excel.running import Given, run_action
    from xlplan.excel.telling import said, told

    @said("xlplan")
    def done() -> Message:
        book = attaching.open_book(options.window)
        given = Given(place, options.period or "", options.deadline or "", options.post or "")
        return run_action(options.action, book, given, desk.ExcelDesk(book.app), at=at)

    if options.window is None:
        message = done()
        if message.is_refused:
            raise Refused(message.text)
        printing.say(message.text)
    else:
        message = told(done)
        desk.tell(message, options.window)
    return REFUSED if message.is_refused else FINDINGS if message.to_fix else DONE


def _install(folder: Path | None) -> int:
    from xlplan.excel import installing

    done = installing.install(
        folder, program=installing.own_program(), starts=installing.starts_alone
    )
    printing.say(f"The ribbon is in place: {done.addin}")
    if done.program:
        printing.say(f"It starts {done.program}. Start Excel anew to see the tab xlplan.")
    else:
        printing.say(
            f"Put the path of a {installing.PYTHON} with xlplan into the file "
            f"{installing.PROGRAM_FILE} beside it."
        )
    return DONE


def _uninstall(folder: Path | None) -> int:
    from xlplan.excel import installing

    gone = installing.uninstall(folder)
    for path in gone:
        printing.say(f"Taken away: {path}")
    if not gone:
        printing.say("The ribbon was not in place. Nothing was changed.")
    return DONE


def _doctor(folder: Path | None) -> int:
    from xlplan.excel import doctor, installing

    desktop = None
    if folder or installing.is_windows():
        where = folder or installing.start_folder()
        desktop = doctor.Desktop(where, doctor.read_registry)
    looked = doctor.examine(desktop=desktop)
    for need in looked:
        printing.say(f"{'there' if need.is_met else 'MISSING':<9}{need.what}")
        if not need.is_met:
            printing.say(f"         {need.advice}")
    return DONE if all(need.is_met or need.is_optional for need in looked) else REFUSED
