"""Views that tie the plan together: risks, objectives, services, measures, what blocks, decisions.

Each is a frozen value of plain parts. A `Place` has the row it stands for, so a paper can ask who
may read it before it prints it.
"""

from xlplan.views.blockers import (
    Blocker,
    DecisionLine,
    blockers,
    decisions_not_applied,
    shared_blockers,
)
from xlplan.views.measures import MeasureLine, measure_lines
from xlplan.views.objectives import ObjectiveLine, ObjectiveMap, objective_map
from xlplan.views.places import Place, Places, places_of
from xlplan.views.ratings import Approved, RatedItem, rated_items
from xlplan.views.risks import PlaceRisks, RiskLine, RiskLink, RiskMap, risk_map
from xlplan.views.services import (
    HorizonEntry,
    PriorityMap,
    ServiceHorizons,
    ServicePriority,
    horizons_by_service,
    priority_map,
)

__all__ = [
    "Approved",
    "Blocker",
    "DecisionLine",
    "HorizonEntry",
    "MeasureLine",
    "ObjectiveLine",
    "ObjectiveMap",
    "Place",
    "PlaceRisks",
    "Places",
    "PriorityMap",
    "RatedItem",
    "RiskLine",
    "RiskLink",
    "RiskMap",
    "ServiceHorizons",
    "ServicePriority",
    "blockers",
    "decisions_not_applied",
    "horizons_by_service",
    "measure_lines",
    "objective_map",
    "places_of",
    "priority_map",
    "rated_items",
    "risk_map",
    "shared_blockers",
]
