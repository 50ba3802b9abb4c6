"""The styles, numbering and settings of the Word templates, from the palette and a short list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xlplan.palette import ATTENTION, HATCHING, INK, NAVY, RULE_LINE, SWATCHES, Swatch
from xlplan.rendering.wordml import rating_style

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_QUIET = "3D4A5C"


@dataclass(frozen=True)
class Look:
    """A paragraph style: `size` in half-points, spacing and indents in twentieths of a point."""

    name: str
    size: int = 22
    before: int = 0
    after: int = 120
    left: int = 0
    right: int = 0
    hanging: int = 0
    bold: bool = False
    italic: bool = False
    colour: str = INK
    keep_next: bool = False
    align: str = "left"
    extra: str = ""
    base: str = "Normal"

    @property
    def id(self) -> str:
        """The name without spaces, as Word keys it."""
        return "".join(part[0].upper() + part[1:] for part in self.name.split())


_BUILT_IN = {
    "Title",
    "Subtitle",
    "heading 1",
    "heading 2",
    "heading 3",
    "List Bullet",
    "header",
    "footer",
}


def _numbered(level: int, number: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


_BOX = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{NAVY}"/>'
    for side, size, space in [("top", 4, 4), ("left", 36, 8), ("bottom", 4, 4), ("right", 4, 4)]
)

# The contents stand side by side, chapters and appendices: the width of each, in centimetres.
CONTENTS_WIDTH = 8.5
CONTENTS_RIGHT = round(CONTENTS_WIDTH * 567) - 230
# Where they stand alone, across the page.
CONTENTS_WIDE_RIGHT = round(17.0 * 567) - 90


def _contents_line(number: int, right: int) -> str:
    """Return the tabs of a line of the contents: after its number, and before its page."""
    stops = f'<w:tab w:val="left" w:pos="{number}"/>'
    stops += f'<w:tab w:val="right" w:leader="dot" w:pos="{right}"/>'
    return f"<w:tabs>{stops}</w:tabs>"


LOOKS = (
    Look("Title", size=36, before=0, after=40, bold=True, colour=NAVY, keep_next=True),
    Look("Subtitle", size=26, after=160, colour=_QUIET, keep_next=True),
    Look("Watermark", size=28, after=60, bold=True, colour="A21A2C", keep_next=True),
    Look("heading 1", size=28, before=240, after=100, bold=True, colour=NAVY, keep_next=True,
         extra=_numbered(0, 1) + "@0"),
    Look("heading 2", size=24, before=200, after=80, bold=True, colour=NAVY, keep_next=True,
         extra="@1"),
    Look("heading 3", size=22, before=160, after=80, bold=True, colour=NAVY, keep_next=True,
         extra="@2"),
    Look("Appendix Heading", size=30, before=240, after=120, bold=True, colour=NAVY,
         keep_next=True, extra="@0"),
    Look("Appendix Sub Heading", size=24, before=200, after=80, bold=True, colour=NAVY,
         keep_next=True, extra="@1"),
    Look("Appendix Text", size=20, after=100),
    Look("Answer", size=26, before=100, after=120, left=240, right=90,
         extra=f'<w:pBdr>{_BOX}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F4F6F8"/>'),
    Look("Numbered", after=120),
    Look("Numbered Tight", after=60),
    Look("Passage Bullet", after=60, extra=_numbered(0, 5)),
    Look("Aside", size=20, after=60, colour=_QUIET),
    Look("Contents", size=18, after=20),
    Look("Contents Appendices", size=18, after=20),
    Look("Contents Line", size=18, before=20, after=10, left=510, right=60, hanging=510,
         extra=_contents_line(510, CONTENTS_RIGHT)),
    Look("Contents Wide", size=18, after=20),
    Look("Contents Wide Line", size=18, before=20, after=10, left=510, right=60, hanging=510,
         extra=_contents_line(510, CONTENTS_WIDE_RIGHT)),
    Look("Chart", after=80, keep_next=False),
    Look("Chart Title", size=20, before=120, after=40, bold=True, keep_next=True),
    Look("Logo", after=80, keep_next=True),
    Look("Restriction", size=22, after=60, bold=True, colour="A21A2C", keep_next=True),
    Look("List Bullet", after=60, extra=_numbered(0, 2)),
    Look("Header Line", size=20, after=60),
    Look("Lead", size=21, after=60),
    Look("Table Heading", size=18, before=50, after=50, bold=True, colour="FFFFFF",
         keep_next=True),
    Look("Table Amount Heading", size=18, before=50, after=50, bold=True, colour="FFFFFF",
         align="right", keep_next=True),
    Look("Table Text", size=18, before=40, after=40),
    Look("Table Number", size=18, before=40, after=40, align="center"),
    Look("Item Title", size=19, before=50, after=20, bold=True),
    Look("Sub Item Title", size=18, before=40, after=20, left=340, bold=True),
    Look("Thin", size=16, after=40, colour=_QUIET),
    Look("Sub Thin", size=16, after=40, left=340, colour=_QUIET),
    Look("Small Text", size=16, before=20, after=20),
    Look("Small Number", size=16, before=20, after=20, align="center"),
    Look("Small Amount", size=16, before=20, after=20, align="right"),
    Look("Sub Small Text", size=16, before=30, after=30, left=284),
    Look("Close Text", size=18, before=10, after=10),
    Look("Told", size=18, before=20, after=40),
    Look("Told Bullet", size=18, after=30, extra=_numbered(0, 3)),
    Look("Own", size=20, after=60),
    Look("Own Text", size=20, before=20, after=60),
    Look("Own Label", size=20, before=60, after=20, bold=True, keep_next=True),
    Look("Own Note", size=20, after=60, italic=True, colour=_QUIET),
    Look("Own Bullet", after=60, extra=_numbered(0, 4)),
    Look("Small", size=16, before=20, after=40),
    Look("Small Bullet", size=16, after=30, extra=_numbered(0, 3)),
    Look("None", size=18, before=20, after=40, italic=True, colour=_QUIET),
    Look("Label", size=18, before=60, after=0, bold=True, keep_next=True),
    Look("Band", size=18, before=50, after=50, bold=True, colour=NAVY, keep_next=True),
    Look("Rating Cell", size=18, before=20, after=20, bold=True, align="center"),
    Look("Month Cell", size=15, before=30, after=30, bold=True, align="center"),
    # Reaching into the cell's margins lets Reprogrammed stand on one line.
    Look("Small Heading", size=13, before=50, after=50, left=-85, right=-85, bold=True,
         colour="FFFFFF", align="center", keep_next=True),
    Look("Small Left Heading", size=14, before=50, after=50, bold=True, colour="FFFFFF",
         keep_next=True),
    Look("Month Heading", size=14, before=30, after=30, bold=True, colour="FFFFFF",
         align="center", keep_next=True),
    Look("Source Heading", size=22, before=240, after=60, bold=True, colour=NAVY,
         keep_next=True, extra="@0"),
    Look("After Table", size=8, after=0),
    Look("Source", size=16, after=40, colour=_QUIET),
    Look("header", size=16, after=0, colour=_QUIET),
    Look("footer", size=16, after=0, colour=_QUIET),
    Look("Tag", size=14, after=0, colour="7A8594"),
)  # fmt: skip


def styles_xml(depth: int = 0) -> str:
    """Return the styles part; `depth` is how many headings are numbered above paragraphs, less 1.

    The style Passage numbers a paragraph one level below the headings.
    """
    numbered = [
        replace(look, extra=_numbered(1, 1) + look.extra)
        if depth and look.name == "heading 2"
        else look
        for look in LOOKS
    ]
    passage = Look("Passage", after=120, extra=_numbered(depth + 1, 1))
    return (
        f"{_HEAD}<w:styles {NAMESPACE}>{_DEFAULTS}"
        + "".join(_paragraph_style(look) for look in (*numbered, passage))
        + _character("Strong", "Strong", "<w:b/>")
        + _character("ToComplete", "To Complete", _to_complete())
        + _character("Flag", "Flag", '<w:b/><w:color w:val="A21A2C"/>')
        + "".join(rating_look(swatch) for swatch in SWATCHES)
        + _TABLE_STYLES
        + "</w:styles>"
    )


def _paragraph_style(look: Look) -> str:
    extra, _, outline = look.extra.partition("@")
    hanging = f' w:hanging="{look.hanging}"' if look.hanging else ""
    numbering, borders = (extra, "") if extra.startswith("<w:numPr") else ("", extra)
    indent = f'<w:ind w:left="{look.left}" w:right="{look.right}"{hanging}/>' if look.left else ""
    return (
        f'<w:style w:type="paragraph"{_custom(look.name)} '
        f'w:styleId="{look.id}"><w:name w:val="{look.name}"/><w:basedOn w:val="{look.base}"/>'
        "<w:qFormat/><w:pPr>"
        + ("<w:keepNext/>" if look.keep_next else "")
        + numbering
        + borders
        + f'<w:spacing w:before="{look.before}" w:after="{look.after}"/>{indent}'
        + (f'<w:jc w:val="{look.align}"/>' if look.align != "left" else "")
        + (f'<w:outlineLvl w:val="{outline}"/>' if outline else "")
        + "</w:pPr><w:rPr>"
        + ("<w:b/>" if look.bold else "")
        + ("<w:i/>" if look.italic else "")
        + f'<w:color w:val="{look.colour}"/><w:sz w:val="{look.size}"/>'
        f'<w:szCs w:val="{look.size}"/></w:rPr></w:style>'
    )


def _custom(name: str) -> str:
    return "" if name in _BUILT_IN else ' w:customStyle="1"'


def _character(key: str, name: str, properties: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{key}"><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )


def _to_complete() -> str:
    return f'<w:b/><w:shd w:val="clear" w:color="auto" w:fill="{ATTENTION}"/>'


_PATTERNS = {"hatch": ("thinDiagStripe", RULE_LINE), "cross": ("thinDiagCross", HATCHING)}


def rating_look(swatch: Swatch) -> str:
    """Return the character style of a rating: its words and its shading."""
    pattern, colour = ("clear", "auto")
    if swatch.shape in _PATTERNS:
        pattern, colour = _PATTERNS[swatch.shape]
    shading = f'<w:shd w:val="{pattern}" w:color="{colour}" w:fill="{swatch.fill}"/>'
    key = rating_style(swatch.key)
    return _character(key, f"Rating {key[6:]}", f'<w:b/><w:color w:val="{swatch.text}"/>{shading}')


_DEFAULTS = f"""<w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>
<w:color w:val="{INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/>
<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="259" w:lineRule="auto"/></w:pPr>
</w:pPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
<w:pPr><w:widowControl/></w:pPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
"""

_TABLE_STYLES = f"""<w:style w:type="table" w:default="1" w:styleId="TableNormal">
<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>
<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>
<w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>
</w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="PaperTable"><w:name w:val="Paper Table"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>
{
    "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE_LINE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
}</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/>
<w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{NAVY}"/>
</w:tcPr></w:tblStylePr></w:style>
"""


def numbering_xml(depth: int = 0) -> str:
    """Return the numbering part: 1 / 1.1 / 1.1.1 linked to headings, and two sorts of bullet."""
    linked = ("Heading1", "Heading2", "Passage") if depth else ("Heading1", "Passage", "")
    levels = "".join(
        _level(place, "%" + ".%".join(str(n + 1) for n in range(place + 1)), style)
        for place, style in enumerate(linked)
    )
    return (
        f"{_HEAD}<w:numbering {NAMESPACE}>"
        f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
        + _bullets(2, "ListBullet", 1134, 283)
        + _bullets(3, "ToldBullet", 227, 227)
        + _bullets(4, "OwnBullet", 340, 283)
        + _bullets(5, "PassageBullet", 1134, 283)
        + "".join(
            f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2, 3, 4, 5)
        )
        + "</w:numbering>"
    )


def _level(place: int, text: str, linked: str) -> str:
    style = f'<w:pStyle w:val="{linked}"/>' if linked else ""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'{style}<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:tabs><w:tab w:val="num" w:pos="851"/></w:tabs>'
        '<w:ind w:left="851" w:hanging="851"/></w:pPr></w:lvl>'
    )


def _bullets(number: int, linked: str, left: int, hanging: int) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="hybridMultilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:pStyle w:val="{linked}"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl></w:abstractNum>'
    )


def settings_xml() -> str:
    """Return the settings part: British English, today's layout rules, nothing to update."""
    return (
        f'{_HEAD}<w:settings {NAMESPACE}><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/></w:settings>'
    )
