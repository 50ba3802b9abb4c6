"""Whose order of headings the Cabinet paper follows, and what each heading calls for.

Maidstone 2009: the update of its improvement plan to Cabinet, July 2009; decision record: its
Cabinet decision of 2012; Bromsgrove: its plan to Cabinet, July 2009; modern: papers since 2016.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading of the paper: its words, and the key of what stands beneath it."""

    key: str
    title: str


@dataclass(frozen=True)
class Preset:
    """A council's order of headings.

    `depth` is how many headings stand above a numbered paragraph's own, less one: 0 numbers
    headings 1 and paragraphs 1.1, 1 numbers them 1.1 and 1.1.1 under the paper's title.
    `implications` are the kinds that its table always has, said or still to be said.
    """

    name: str
    depth: int
    headings: tuple[Heading, ...]
    implications: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The key of every heading."""
        return frozenset(heading.key for heading in self.headings)


def _headings(*pairs: tuple[str, str]) -> tuple[Heading, ...]:
    return tuple(Heading(key, title) for key, title in pairs)


_STANDARD = (
    "Financial",
    "Staffing",
    "Legal",
    "Equality impact needs assessment",
    "Environmental and sustainable development",
    "Community safety",
    "Human Rights Act",
    "Procurement",
    "Asset management",
)

PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "maidstone-2009",
            1,
            _headings(
                ("issue", "Issue for decision"),
                ("recommendations", "Recommendation"),
                ("reasons", "Reasons for recommendation"),
                ("update", "Update"),
                ("future", "The future of the plan"),
                ("alternatives", "Alternative action and why not recommended"),
                ("objectives", "Impact on corporate objectives"),
                ("risk", "Risk management"),
                ("consultation", "Consultation"),
                ("implications", "Other implications"),
                ("conclusions", "Conclusions"),
                ("documents", "Relevant documents"),
            ),
            _STANDARD,
        ),
        Preset(
            "decision-record",
            0,
            _headings(
                ("decision", "Decision made"),
                ("reasons", "Reasons for decision"),
                ("update", "Progress considered"),
                ("alternatives", "Alternatives considered and why rejected"),
                ("implications", "Implications considered"),
                ("documents", "Background papers"),
            ),
            (),
        ),
        Preset(
            "bromsgrove",
            0,
            _headings(
                ("issue", "Summary"),
                ("recommendations", "Recommendation"),
                ("update", "Background"),
                ("financial", "Financial implications"),
                ("legal", "Legal implications"),
                ("objectives", "Council objectives"),
                ("risk", "Risk management"),
                ("customer", "Customer implications"),
                ("equalities", "Equalities and diversity implications"),
                ("value", "Value for money implications"),
                ("implications", "Other implications"),
                ("consultation", "Others consulted on the report"),
                ("documents", "Appendices and background papers"),
            ),
            (
                "Procurement",
                "Personnel",
                "Governance and performance management",
                "Community safety (section 17, Crime and Disorder Act 1998)",
                "Policy",
                "Environmental",
            ),
        ),
        Preset(
            "modern",
            0,
            _headings(
                ("issue", "Purpose of the report"),
                ("recommendations", "Recommendations"),
                ("timetable", "Timetable"),
                ("update", "Introduction and background"),
                ("alternatives", "Available options"),
                ("reasons", "Preferred option and reasons for recommendations"),
                ("objectives", "Corporate priorities"),
                ("risk", "Risk"),
                ("consultation", "Consultation results"),
                ("next_steps", "Next steps"),
                ("implications", "Cross-cutting issues and implications"),
                ("documents", "Appendices and background papers"),
            ),
            (*_STANDARD[:3], "Equalities", *_STANDARD[4:]),
        ),
    )
}
DEFAULT_PRESET = "maidstone-2009"


def preset_named(name: str) -> Preset:
    """Return a preset; a name that is none is the first."""
    return PRESETS.get(name, PRESETS[DEFAULT_PRESET])
