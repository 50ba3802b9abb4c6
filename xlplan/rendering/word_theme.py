"""The theme and fonts of the Word templates: the palette is what Word's colour picker offers."""

from __future__ import annotations

from xlplan.palette import AMBER, COMPLETE, GREEN, INK, NAVY, NOT_RATED, RED, RULE_LINE
from xlplan.rendering.word_styles import NAMESPACE

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLOURS = {
    "dk1": INK,
    "lt1": "FFFFFF",
    "dk2": NAVY,
    "lt2": NOT_RATED.fill,
    "accent1": NAVY,
    "accent2": RED.fill,
    "accent3": AMBER.fill,
    "accent4": GREEN.fill,
    "accent5": COMPLETE.fill,
    "accent6": RULE_LINE,
    "hlink": COMPLETE.fill,
    "folHlink": NAVY,
}
_FONT = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="6350">{_FILL}</a:ln>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"


def theme_xml() -> str:
    """Return the theme part: flat fills, the palette and one typeface."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items()
    )
    return (
        f'{_HEAD}<a:theme xmlns:a="{_DRAWING}" name="Paper"><a:themeElements>'
        f'<a:clrScheme name="Paper">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Paper"><a:majorFont>{_FONT}</a:majorFont>'
        f"<a:minorFont>{_FONT}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Paper"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{_LINE * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def font_table_xml() -> str:
    """Return the font table part."""
    return (
        f'{_HEAD}<w:fonts {NAMESPACE}><w:font w:name="Arial">'
        '<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
