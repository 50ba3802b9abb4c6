"""Charts of amounts that Word draws itself: columns by year, and lines over time."""

from __future__ import annotations

from xlplan.model import column_letters
from xlplan.palette import INK, OPEN, SOFT, STRONG
from xlplan.rendering.word_charts import font, text_of, workbook_of
from xlplan.reports.chart_values import FigureChart, Line

_FILLS = {"main": STRONG, "second": SOFT, "open": OPEN}
_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def figures_of(chart: FigureChart) -> bytes:
    """Return the workbook behind a chart of amounts."""
    columns = [(line.name, line.numbers) for line in chart.lines]
    return workbook_of(chart.title, chart.categories, columns)


def figure_chart_xml(chart: FigureChart, workbook: str) -> bytes:
    """Return a chart part; `workbook` is the id of its relation to the figures."""
    drawn = "".join(_series(chart, place, line) for place, line in enumerate(chart.lines))
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {_SPACES}><c:lang val="en-GB"/><c:roundedCorners val="0"/><c:chart>'
        f"{_title(chart)}<c:plotArea><c:layout/>{_plot(chart, drawn)}{_axes(chart)}</c:plotArea>"
        f"{_legend(chart)}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="span"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:externalData r:id="{workbook}"><c:autoUpdate val="0"/></c:externalData>'
        "</c:chartSpace>"
    )
    return text.encode("utf-8")


def _title(chart: FigureChart) -> str:
    return (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1000" b="1"/>'
        f'</a:pPr><a:r><a:rPr lang="en-GB" sz="1000" b="1"><a:solidFill><a:srgbClr val="{INK}"/>'
        f"</a:solidFill></a:rPr><a:t>{text_of(chart.title)}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
    )


def _legend(chart: FigureChart) -> str:
    if len(chart.lines) < 2:
        return ""
    return f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{font(800)}</c:legend>'


def _plot(chart: FigureChart, series: str) -> str:
    axes = '<c:axId val="1001"/><c:axId val="1002"/>'
    if chart.is_trend:
        return (
            f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
            f'<c:marker val="1"/>{axes}</c:lineChart>'
        )
    return (
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="60"/><c:overlap val="0"/>{axes}</c:barChart>'
    )


def _series(chart: FigureChart, place: int, line: Line) -> str:
    column, last = column_letters(place + 2), len(chart.categories) + 1
    count = f'<c:ptCount val="{len(chart.categories)}"/>'
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{number:.10g}</c:v></c:pt>'
        for n, number in enumerate(line.numbers)
        if number is not None
    )
    names = "".join(
        f'<c:pt idx="{n}"><c:v>{text_of(name)}</c:v></c:pt>'
        for n, name in enumerate(chart.categories)
    )
    smooth = '<c:smooth val="0"/>' if chart.is_trend else ""
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef>'
        f'<c:f>Figures!${column}$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{text_of(line.name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"{_look(line, is_trend=chart.is_trend)}{_labels(chart, line)}"
        f"<c:cat><c:strRef><c:f>Figures!$A$2:$A${last}</c:f><c:strCache>{count}{names}"
        "</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Figures!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{count}{points}</c:numCache></c:numRef></c:val>"
        f"{smooth}</c:ser>"
    )


def _look(line: Line, *, is_trend: bool) -> str:
    ink = f'<a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
    if not is_trend:
        fill = _FILLS[line.look]
        return (
            f'<c:spPr><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>'
            f'<a:ln w="9525">{ink}</a:ln></c:spPr><c:invertIfNegative val="0"/>'
        )
    if line.look == "limit":
        return (
            f'<c:spPr><a:ln w="15875">{ink}<a:prstDash val="dash"/></a:ln></c:spPr>'
            '<c:marker><c:symbol val="none"/></c:marker>'
        )
    strong = f'<a:solidFill><a:srgbClr val="{STRONG}"/></a:solidFill>'
    return (
        f'<c:spPr><a:ln w="28575">{strong}</a:ln></c:spPr><c:marker><c:symbol val="circle"/>'
        f'<c:size val="6"/><c:spPr>{strong}</c:spPr></c:marker>'
    )


def _labels(chart: FigureChart, line: Line) -> str:
    """Return a label at each point that has one, and none at the others."""
    place = ("b" if line.labels_below else "t") if chart.is_trend else "outEnd"
    told = (
        f'<c:numFmt formatCode="{text_of(chart.number_format).replace(chr(34), "&quot;")}" '
        f'sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{font(800)}<c:dLblPos val="{place}"/>'
    )
    off = (
        '<c:showLegendKey val="0"/><c:showVal val="{0}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
    shown = "".join(
        f'<c:dLbl><c:idx val="{n}"/>{told}{off.format(1)}</c:dLbl>'
        for n, label in enumerate(line.labels)
        if label
    )
    return f"<c:dLbls>{shown}{off.format(0)}</c:dLbls>"


def _axes(chart: FigureChart) -> str:
    has_loss = any(n is not None and n < 0 for line in chart.lines for n in line.numbers)
    least = "" if chart.is_trend or has_loss else '<c:min val="0"/>'
    skipped = '<c:tickLblSkip val="1"/>' if chart.is_trend else ""
    gone = "0" if chart.is_trend else "1"
    shown = text_of(chart.number_format).replace('"', "&quot;")
    return (
        '<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{font(800)}<c:crossAx val="1002"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        f'<c:lblAlgn val="ctr"/><c:lblOffset val="100"/>{skipped}<c:noMultiLvlLbl val="1"/>'
        "</c:catAx>"
        f'<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/>{least}'
        f'</c:scaling><c:delete val="{gone}"/><c:axPos val="l"/>'
        f'<c:numFmt formatCode="{shown}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{font(800)}'
        '<c:crossAx val="1001"/><c:crosses val="autoZero"/></c:valAx>'
    )
