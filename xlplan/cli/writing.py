"""What is printed of e-mails that were drafted."""

from __future__ import annotations

from xlplan.cli.printing import say
from xlplan.cycle.chasing import Chasers
from xlplan.reports.letters import Occasion
from xlplan.reports.wording import counted


def chased(made: Chasers) -> None:
    """Say who was written to and why, and who has no address."""
    say(f"{counted(len(made.drafts), 'draft')} for {made.period.title}; nothing was sent.")
    for occasion in Occasion:
        for draft in (d for d in made.drafts if d.occasion is occasion):
            copied = f", copied to {'; '.join(draft.copied)}" if draft.copied else ""
            say(f"  {occasion.value:<40}{draft.path.name}{copied}")
    for remark in made.remarks:
        say(remark)


def chased_json(made: Chasers) -> dict[str, object]:
    """Return what was drafted as the keys that `--json` prints; an unknown address is ""."""
    return {
        "period": str(made.period),
        "drafts": [
            {
                "owner": draft.owner,
                "occasion": draft.occasion.value,
                "file": str(draft.path),
                "address": draft.address,
                "copied": list(draft.copied),
                "attached": draft.attached,
                "unaddressed": list(draft.unaddressed),
            }
            for draft in made.drafts
        ],
        "thanked": list(made.thanked),
        "logged": made.is_logged,
    }
