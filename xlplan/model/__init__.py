"""The plan as frozen values; every other module speaks in these."""

from xlplan.model.cells import CellRef, CellValue, ErrorValue, clean, column_letters
from xlplan.model.dates import Period, british_date, short_date
from xlplan.model.item import Item
from xlplan.model.plan import Objective, Person, Plan, Settings, Snapshot, Workstream
from xlplan.model.refusals import Refusal
from xlplan.model.scale import AMBER, GREEN, NOT_RATED, RED, THREE_POINT, Rag, Scale
from xlplan.model.words import Direction, Kind, Level, Reported, Status

__all__ = [
    "AMBER",
    "GREEN",
    "NOT_RATED",
    "RED",
    "THREE_POINT",
    "CellRef",
    "CellValue",
    "Direction",
    "ErrorValue",
    "Item",
    "Kind",
    "Level",
    "Objective",
    "Period",
    "Person",
    "Plan",
    "Rag",
    "Refusal",
    "Reported",
    "Scale",
    "Settings",
    "Snapshot",
    "Status",
    "Workstream",
    "british_date",
    "clean",
    "column_letters",
    "short_date",
]
