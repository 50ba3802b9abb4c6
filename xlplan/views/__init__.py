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
from xlplan.views.money import (
    FUNDED,
    FUNDINGS,
    NeedTotal,
    SavingTotal,
    funding,
    needs,
    saving_total,
    savings_by_kind,
    savings_by_year,
)
from xlplan.views.objectives import ObjectiveLine, ObjectiveMap, objective_map
from xlplan.views.origins import (
    ImplicationLine,
    ImplicationMap,
    OriginLine,
    implication_map,
    origin_lines,
)
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
    "FUNDED",
    "FUNDINGS",
    "Approved",
    "Blocker",
    "DecisionLine",
    "HorizonEntry",
    "ImplicationLine",
    "ImplicationMap",
    "MeasureLine",
    "NeedTotal",
    "ObjectiveLine",
    "ObjectiveMap",
    "OriginLine",
    "Place",
    "PlaceRisks",
    "Places",
    "PriorityMap",
    "RatedItem",
    "RiskLine",
    "RiskLink",
    "RiskMap",
    "SavingTotal",
    "ServiceHorizons",
    "ServicePriority",
    "blockers",
    "decisions_not_applied",
    "funding",
    "horizons_by_service",
    "implication_map",
    "measure_lines",
    "needs",
    "objective_map",
    "origin_lines",
    "places_of",
    "priority_map",
    "rated_items",
    "risk_map",
    "saving_total",
    "savings_by_kind",
    "savings_by_year",
    "shared_blockers",
]
