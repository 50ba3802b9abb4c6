"""Charts that Word draws itself: a chart part with the workbook of its figures inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

from xlsxwriter import Workbook

from xlplan.model import column_letters
from xlplan.palette import INK, RULE_LINE, Swatch, coloured
from xlplan.rendering.environment import printable
from xlplan.rendering.wordml import packed
from xlplan.reports.paper_values import Chart, Series

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
_MADE = datetime(2000, 1, 1)
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def chart_xml(chart: Chart, workbook: str) -> bytes:
    """Return a chart part; `workbook` is the id of its relation to the figures."""
    series = "".join(_series(chart, place, one) for place, one in enumerate(chart.series))
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {_NAMESPACES}><c:lang val="en-GB"/><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="35"/><c:overlap val="100"/>'
        f'<c:axId val="1001"/><c:axId val="1002"/></c:barChart>{_axes(chart)}</c:plotArea>'
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{font(900)}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:externalData r:id="{workbook}"><c:autoUpdate val="0"/></c:externalData>'
        "</c:chartSpace>"
    )
    return text.encode("utf-8")


def _series(chart: Chart, place: int, series: Series) -> str:
    look = coloured(series.mark.key)
    column, last = column_letters(place + 2), len(chart.categories) + 1
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{number}</c:v></c:pt>' for n, number in enumerate(series.numbers)
    )
    names = "".join(
        f'<c:pt idx="{n}"><c:v>{text_of(name)}</c:v></c:pt>'
        for n, name in enumerate(chart.categories)
    )
    count = f'<c:ptCount val="{len(chart.categories)}"/>'
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef>'
        f'<c:f>Figures!${column}$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{text_of(series.mark.word)}</c:v></c:pt></c:strCache></c:strRef>'
        "</c:tx>"
        f'<c:spPr>{_fill(look)}<a:ln w="6350"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
        "</a:ln></c:spPr>"
        '<c:invertIfNegative val="0"/>'
        f'<c:dLbls>{_unlabelled(chart, series)}<c:numFmt formatCode="0;;;" '
        'sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{font(900, look.text, bold=True)}<c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>Figures!$A$2:$A${last}</c:f><c:strCache>{count}{names}"
        "</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Figures!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>0</c:formatCode>{count}{points}</c:numCache></c:numRef></c:val></c:ser>"
    )


def _fill(look: Swatch) -> str:
    if look.shape != "hatch":
        return f'<a:solidFill><a:srgbClr val="{look.fill}"/></a:solidFill>'
    return (
        f'<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{RULE_LINE}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{look.fill}"/></a:bgClr></a:pattFill>'
    )


def _unlabelled(chart: Chart, series: Series) -> str:
    return "".join(
        f'<c:dLbl><c:idx val="{n}"/><c:delete val="1"/></c:dLbl>'
        for n, number in enumerate(series.numbers)
        if not number or not chart.is_labelled(number)
    )


def _axes(chart: Chart) -> str:
    # Bars are drawn from the bottom up, so the first workstream would stand last.
    return (
        f'<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" '
        'sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{font(900)}<c:crossAx val="1002"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{chart.most}"/><c:min val="0"/></c:scaling><c:delete val="1"/>'
        '<c:axPos val="b"/>'
        '<c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1001"/>'
        '<c:crosses val="autoZero"/></c:valAx>'
    )


def font(size: int, colour: str = INK, *, bold: bool = False) -> str:
    """Return the properties of a chart's text; `size` is in hundredths of a point."""
    weight = ' b="1"' if bold else ""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr lang="en-GB" sz="{size}"{weight}>'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


def text_of(text: str) -> str:
    """Return text as a chart part holds it."""
    return escape(printable(text))


def figures(chart: Chart) -> bytes:
    """Return the workbook behind a chart: what Word opens for "Edit data"."""
    columns = [(series.mark.word, series.numbers) for series in chart.series]
    return workbook_of(chart.title, chart.categories, columns)


def workbook_of(
    title: str, categories: Sequence[str], columns: Sequence[tuple[str, Sequence[float | None]]]
) -> bytes:
    """Return a workbook of one sheet, Figures: categories down, a named column for each series."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "created": _MADE})
    sheet = book.add_worksheet("Figures")
    sheet.write_row(0, 1, [printable(name) for name, _ in columns])
    for row, name in enumerate(categories, 1):
        sheet.write_string(row, 0, printable(name))
        sheet.write_row(row, 1, [numbers[row - 1] for _, numbers in columns])
    book.close()
    with ZipFile(target) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})
