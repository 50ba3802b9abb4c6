"""Pictures and charts of a Word paper, each with its text for those who do not see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from itertools import count
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docxtpl import DocxTemplate
from markupsafe import Markup

from xlplan.rendering.environment import printable
from xlplan.rendering.word_charts import (
    CHART_LINK,
    CHART_TYPE,
    WORKBOOK_LINK,
    WORKBOOK_TYPE,
    chart_xml,
    figures,
)
from xlplan.rendering.word_figures import figure_chart_xml, figures_of
from xlplan.reports.chart_values import FigureChart
from xlplan.reports.context import Brand
from xlplan.reports.paper_values import Chart

_EMU_PER_CM = 360_000
_LOGO_HEIGHT = 1.6
_WIDE, _BAR, _FRAME, _UPRIGHT = 17.0, 0.65, 1.4, 6.0
_TREND = (8.4, 5.2)
_TREND = (8.4, 5.2)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_INLINE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing" distT="0" distB="0" '
    'distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name="{name}" descr="{told}"/><wp:cNvGraphicFramePr/>'
    '<a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/chart">'
    '<c:chart xmlns:c="{drawing}/chart" xmlns:r="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships" r:id="{link}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


@dataclass
class Drawings:
    """Puts drawings into the document that is being rendered; numbers them from 1."""

    word: DocxTemplate
    _numbers: Any = field(default_factory=lambda: count(1))

    def chart(self, chart: Chart) -> Markup:
        """Return a run that holds a native chart of counts with its figures inside."""
        tall = _FRAME + _BAR * len(chart.categories)
        return self._placed(
            partial(chart_xml, chart), figures(chart), (_WIDE, tall), chart.alternative
        )

    def figures(self, chart: FigureChart) -> Markup:
        """Return a run that holds a native chart of amounts; two trends stand side by side."""
        size = _TREND if chart.is_trend else (_WIDE, _UPRIGHT)
        drawn = partial(figure_chart_xml, chart)
        return self._placed(drawn, figures_of(chart), size, chart.alternative)

    def _placed(
        self, drawn: Callable[[str], bytes], data: bytes, size: tuple[float, float], told: str
    ) -> Markup:
        number = next(self._numbers)
        main: Any = self.word.docx.part
        package = main.package
        place = PackURI(f"/word/embeddings/figures{number}.xlsx")
        held = Part(place, WORKBOOK_TYPE, data, package)
        part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, b"", package)
        part._blob = drawn(part.relate_to(held, WORKBOOK_LINK))
        return Markup(_INLINE).format(
            drawing=_DRAWING,
            width=round(size[0] * _EMU_PER_CM),
            height=round(size[1] * _EMU_PER_CM),
            number=1000 + number,
            name=f"Chart {number}",
            told=printable(told),
            link=main.relate_to(part, CHART_LINK),
        )

    def logo(self, brand: Brand, council: str) -> Markup:
        """Return a run that holds the council's logo."""
        number = next(self._numbers)
        part: Any = self.word.docx.part
        inline = part.new_pic_inline(BytesIO(brand.logo), height=round(_LOGO_HEIGHT * _EMU_PER_CM))
        inline.docPr.set("id", str(1000 + number))
        inline.docPr.set("name", f"Logo {number}")
        inline.docPr.set("descr", f"{printable(council)} logo")
        return Markup("<w:r><w:drawing>{}</w:drawing></w:r>").format(Markup(inline.xml))
