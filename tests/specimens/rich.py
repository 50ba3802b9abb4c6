"""Rich workbooks of our own making: what councils' workbooks hold and few programs keep."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import xlsxwriter
from PIL import Image

EXCEL = "application/vnd.ms-excel"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = f"{MICROSOFT}/spreadsheetml/2009/9/main"
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROWS = (("A1", "Lease", 3), ("A2", "Sale", 5), ("A3", "Letting", 8))

Fill = Callable[[Any, Any], None]


def made(fill: Fill, **options: Any) -> bytes:
    """Return a workbook with a small table of three rows, and what `fill` adds to it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    sheet = book.add_worksheet("Plan")
    sheet.write_row(0, 0, ("Ref", "Title", "Number"))
    for number, row in enumerate(ROWS, 1):
        sheet.write_row(number, 0, row)
    fill(book, sheet)
    book.close()
    return stream.getvalue()


def with_parts(
    data: bytes,
    parts: Mapping[str, str | bytes],
    *,
    types: Mapping[str, str] = {},
    pointers: tuple[tuple[str, str, str, str], ...] = (),
    inside: tuple[tuple[str, str, str], ...] = (),
) -> bytes:
    """Return a package with more parts.

    `types` are content types by part; `pointers` are (pointing part, id, type, target); `inside`
    puts text into a part in front of a mark: (part, mark, text).
    """
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        found: dict[str, bytes] = {name: old.read(name) for name in old.namelist()}
    for name, content in parts.items():
        found[name] = content if isinstance(content, bytes) else (HEAD + content).encode()
    for part, mark, text in inside:
        assert mark.encode() in found[part], (part, mark)
        found[part] = found[part].replace(mark.encode(), (text + mark).encode(), 1)
    for part, key, kind, target in pointers:
        folder, _, name = part.rpartition("/")
        where = f"{folder}/_rels/{name}.rels".lstrip("/") if part else "_rels/.rels"
        empty = f'<Relationships xmlns="{OFFICE.replace("officeDocument", "package")}">'
        known = found.get(where, f"{HEAD}{empty}</Relationships>".encode())
        line = f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/></Relationships>'
        found[where] = known.replace(b"</Relationships>", line.encode())
    for part, kind in types.items():
        line = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
        known = found["[Content_Types].xml"]
        found["[Content_Types].xml"] = known.replace(b"</Types>", line.encode())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in found.items():
            new.writestr(name, content)
    return stream.getvalue()


def _png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), (19, 51, 125)).save(stream, "PNG")
    return stream.getvalue()


def _table(book: Any, sheet: Any, **options: Any) -> None:
    columns = [{"header": "Ref"}, {"header": "Title"}, {"header": "Number"}]
    sheet.add_table(0, 0, 3, 2, {"name": "plan", "columns": columns, **options})


def totals_row() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        columns = [
            {"header": "Ref", "total_string": "Total"},
            {"header": "Title"},
            {"header": "Number", "total_function": "sum"},
        ]
        sheet.add_table(0, 0, 4, 2, {"name": "plan", "columns": columns, "total_row": True})

    return made(fill)


def notes_under_the_table() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        _table(book, sheet)
        sheet.write(5, 0, "Note: the lease of A1 is with Legal.")
        sheet.merge_range(6, 0, 6, 2, "Agreed by CMT.")

    return made(fill)


def sparklines() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        sheet.add_sparkline("D2", {"range": "Plan!C2:C4", "type": "column", "markers": True})
        sheet.add_sparkline("D3", {"range": "Plan!C2:C4", "type": "win_loss"})

    return made(fill)


def x14_rules() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        sheet.conditional_format("C2:C4", {"type": "data_bar", "data_bar_2010": True})
        icons = {"type": "icon_set", "icon_style": "3_traffic_lights", "reverse_icons": True}
        sheet.conditional_format("C2:C4", icons)
        sheet.conditional_format("A2:A4", {"type": "duplicate", "format": book.add_format()})

    return made(fill)


def x14_validation() -> bytes:
    lists = (
        f'<extLst><ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
        'count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Lists!$A$1:'
        "$A$3</xm:f></x14:formula1><xm:sqref>B2:B4</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>"
    )

    def fill(book: Any, sheet: Any) -> None:
        book.add_worksheet("Lists").write_column(0, 0, ("Lease", "Sale", "Letting"))

    return with_parts(made(fill), {}, inside=((SHEET, "</worksheet>", lists),))


def pictures() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        options = {"image_data": io.BytesIO(_png()), "description": "The council's arms"}
        sheet.insert_image("E2", "arms.png", options)
        sheet.insert_textbox("E8", "Draft", {"url": "https://example.org/"})
        sheet.insert_button("E12", {"caption": "Go"})
        sheet.set_header("&L&G", {"image_left": "arms.png", "image_data_left": io.BytesIO(_png())})

    return made(fill)


def charts() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        for kind in ("column", "line"):
            chart = book.add_chart({"type": kind})
            chart.add_series({"values": "=Plan!$C$2:$C$4", "categories": "=Plan!$A$2:$A$4"})
            sheet.insert_chart("E2", chart, {"description": "Numbers by ref"})
        alone = book.add_chart({"type": "pie"})
        alone.add_series({"values": "=Plan!$C$2:$C$4"})
        book.add_chartsheet("Pie").set_chart(alone)
        _table(book, sheet)

    return made(fill)


def days_from_1904() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        shown = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime("D2", date(2014, 3, 31), shown)

    return made(fill, date_1904=True)


def notes() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_comment("B2", "With Legal since May.", {"author": "Head of Legal"})
        sheet.write_comment("C4", "Check the number.", {"visible": True})

    return made(fill)


_PERSON = "{11111111-1111-1111-1111-111111111111}"
_FIRST, _REPLY = (f"{{2222222{n}-2222-2222-2222-222222222222}}" for n in (1, 2))


def say(sheet: Any, at: str) -> None:
    """Write what Excel keeps of a conversation for programs that cannot show one."""
    text = "[Threaded comment]\n\nComment:\n    Is the lease agreed?"
    sheet.write_comment(at, text, {"author": f"tc={_FIRST}"})


def with_conversation(source: bytes, at: str) -> bytes:
    """Give a cell of the first sheet a threaded comment with a reply, beside what `say` wrote."""
    space = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    remarks = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="{at}" '
        f'dT="2013-10-01T09:00:00.00" personId="{_PERSON}" id="{_FIRST}"><text>Is the lease '
        f'agreed?</text></threadedComment><threadedComment ref="{at}" dT="2013-10-02T09:00:00.00" '
        f'personId="{_PERSON}" id="{_REPLY}" parentId="{_FIRST}"><text>Yes, in September.</text>'
        "</threadedComment></ThreadedComments>"
    )
    people = (
        f'<personList xmlns="{space}"><person displayName="Property Manager" id="{_PERSON}" '
        'userId="property" providerId="None"/></personList>'
    )
    kinds = f"{MICROSOFT}/2017/10/relationships"
    return with_parts(
        source,
        {"xl/threadedComments/threadedComment1.xml": remarks, "xl/persons/person.xml": people},
        types={
            "xl/threadedComments/threadedComment1.xml": f"{EXCEL}.threadedcomments+xml",
            "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
        },
        pointers=(
            (
                SHEET,
                "rIdT",
                f"{kinds}/threadedComment",
                "../threadedComments/threadedComment1.xml",
            ),
            (BOOK, "rIdP", f"{kinds}/person", "persons/person.xml"),
        ),
    )


def conversations() -> bytes:
    return with_conversation(made(lambda book, sheet: say(sheet, "B2")), "B2")


def slicer() -> bytes:
    """A slicer on a table's column."""
    x15 = f"{MICROSOFT}/spreadsheetml/2010/11/main"
    cache = (
        f'<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="Slicer_Title" '
        'sourceName="Title"><extLst><x:ext uri="{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}" '
        f'xmlns:x15="{x15}"><x15:tableSlicerCache tableId="1" column="2"/></x:ext></extLst>'
        "</slicerCacheDefinition>"
    )
    shown = (
        f'<slicers xmlns="{X14}"><slicer name="Title" cache="Slicer_Title" caption="Title" '
        'rowHeight="234950"/></slicers>'
    )
    on_sheet = (
        f'<extLst><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x14="{X14}">'
        f'<x14:slicerList><x14:slicer xmlns:r="{OFFICE}" r:id="rIdS"/></x14:slicerList></ext>'
        "</extLst>"
    )
    on_book = (
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{x15}" '
        f'xmlns:x14="{X14}"><x15:slicerCaches><x14:slicerCache xmlns:r="{OFFICE}" r:id="rIdC"/>'
        "</x15:slicerCaches></ext></extLst>"
    )
    kinds = f"{MICROSOFT}/2007/relationships"
    return with_parts(
        made(_table),
        {"xl/slicers/slicer1.xml": shown, "xl/slicerCaches/slicerCache1.xml": cache},
        types={
            "xl/slicers/slicer1.xml": "application/vnd.ms-excel.slicer+xml",
            "xl/slicerCaches/slicerCache1.xml": "application/vnd.ms-excel.slicerCache+xml",
        },
        pointers=(
            (SHEET, "rIdS", f"{kinds}/slicer", "../slicers/slicer1.xml"),
            (BOOK, "rIdC", f"{kinds}/slicerCache", "slicerCaches/slicerCache1.xml"),
        ),
        inside=((SHEET, "</worksheet>", on_sheet), (BOOK, "</workbook>", on_book)),
    )


def sensitivity_label() -> bytes:
    label = (
        f'<clbl:labelList xmlns:clbl="{MICROSOFT}/2020/mipLabelMetadata">'
        '<clbl:label id="{33333333-3333-3333-3333-333333333333}" enabled="1" method="Privileged" '
        'siteId="{44444444-4444-4444-4444-444444444444}" contentBits="0" removed="0"/>'
        "</clbl:labelList>"
    )
    kind = f"{MICROSOFT}/2020/02/relationships/classificationlabels"
    return with_parts(
        made(_table),
        {"docMetadata/LabelInfo.xml": label},
        types={"docMetadata/LabelInfo.xml": "application/vnd.ms-office.classificationlabels+xml"},
        pointers=(("", "rIdL", kind, "docMetadata/LabelInfo.xml"),),
    )


def custom_xml() -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    properties = (
        '<ds:datastoreItem ds:itemID="{55555555-5555-5555-5555-555555555555}" '
        f'xmlns:ds="{space}"><ds:schemaRefs/></ds:datastoreItem>'
    )
    return with_parts(
        made(_table),
        {
            "customXml/item1.xml": '<minutes xmlns="urn:council">CMT, 8 November</minutes>',
            "customXml/itemProps1.xml": properties,
        },
        types={
            "customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument."
            "customXmlProperties+xml"
        },
        pointers=(
            (BOOK, "rIdX", f"{OFFICE}/customXml", "../customXml/item1.xml"),
            ("customXml/item1.xml", "rId1", f"{OFFICE}/customXmlProps", "itemProps1.xml"),
        ),
    )


def printer_settings() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.print_area("A1:C4")
        sheet.set_h_pagebreaks([3])
        sheet.set_footer("&CPage &P of &N")

    name = "xl/printerSettings/printerSettings1.bin"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    pointer = (
        SHEET,
        "rIdQ",
        f"{OFFICE}/printerSettings",
        "../printerSettings/printerSettings1.bin",
    )
    return with_parts(
        made(fill),
        {name: bytes(range(256))},
        types={name: kind},
        pointers=(pointer,),
        inside=((SHEET, 'orientation="landscape"', 'r:id="rIdQ" '),),
    )


def pivot() -> bytes:
    """A pivot table over the sheet's rows, on a sheet of its own."""
    fields = "".join(
        f'<cacheField name="{name}" numFmtId="0"><sharedItems/></cacheField>'
        for name in ("Ref", "Title", "Number")
    )
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}" saveData="0" refreshOnLoad="1" recordCount="3" '
        'createdVersion="6" refreshedVersion="6"><cacheSource type="worksheet">'
        f'<worksheetSource ref="A1:C4" sheet="Plan"/></cacheSource><cacheFields count="3">{fields}'
        "</cacheFields></pivotCacheDefinition>"
    )
    table = (
        f'<pivotTableDefinition xmlns="{MAIN}" name="Numbers" cacheId="7" dataCaption="Values">'
        '<location ref="A3:B5" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        '<pivotFields count="3"><pivotField/><pivotField/><pivotField dataField="1"/></pivotFields>'
        '<dataFields count="1"><dataField name="Sum of Number" fld="2"/></dataFields>'
        "</pivotTableDefinition>"
    )
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    names = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotTables/pivotTable1.xml"

    def fill(book: Any, sheet: Any) -> None:
        book.add_worksheet("Pivot").write(2, 0, "Sum of Number")

    kind = f"{OFFICE}/pivotCacheDefinition"
    return with_parts(
        made(fill),
        {names[0]: cache, names[1]: table},
        types={
            names[0]: f"{sheet_type}.pivotCacheDefinition+xml",
            names[1]: f"{sheet_type}.pivotTable+xml",
        },
        pointers=(
            (BOOK, "rIdV", kind, "pivotCache/pivotCacheDefinition1.xml"),
            (
                "xl/worksheets/sheet2.xml",
                "rIdV",
                f"{OFFICE}/pivotTable",
                "../pivotTables/pivotTable1.xml",
            ),
            (names[1], "rId1", kind, "../pivotCache/pivotCacheDefinition1.xml"),
        ),
        inside=(
            (
                BOOK,
                "</workbook>",
                '<pivotCaches><pivotCache cacheId="7" r:id="rIdV"/></pivotCaches>',
            ),
        ),
    )


def macro() -> bytes:
    """A workbook with a macro's part; what is inside it is nobody's business here."""
    data = with_parts(
        made(_table),
        {"xl/vbaProject.bin": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)},
        types={"xl/vbaProject.bin": "application/vnd.ms-office.vbaProject"},
        pointers=((BOOK, "rIdM", f"{MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),),
    )
    return data


def formulas() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_dynamic_array_formula("E2:E4", "=SORT(C2:C4)", None, 3)
        sheet.write_array_formula("F2:F4", "{=C2:C4*2}")
        sheet.write_formula("G2", '=SUMPRODUCT((C2:C4>3)*1)&" of 3"', None, "2 of 3")
        book.define_name("Numbers", "=Plan!$C$2:$C$4")
        book.define_name("Plan!Here", "=Plan!$A$1")

    return made(fill)


def rich_text_and_properties() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        bold, struck = book.add_format({"bold": True}), book.add_format({"font_strikeout": True})
        sheet.write_rich_string("D2", "The ", bold, "lease", " is ", struck, "not ", "agreed")
        book.set_properties({"title": "Plan", "keywords": "lease", "comments": "R&D <draft>"})
        book.set_custom_property("Minute", "CMT 8/11")
        sheet.write_url("D3", "internal:'Plan'!A1", string="Back")
        sheet.set_column("B:B", 30, None, {"level": 1, "hidden": True})
        sheet.freeze_panes(1, 1)
        sheet.protect("", {"sort": True})

    return made(fill)


RICH: Mapping[str, Callable[[], bytes]] = {
    made_by.__name__: made_by
    for made_by in (
        totals_row,
        notes_under_the_table,
        sparklines,
        x14_rules,
        x14_validation,
        pictures,
        charts,
        days_from_1904,
        notes,
        conversations,
        slicer,
        sensitivity_label,
        custom_xml,
        printer_settings,
        pivot,
        macro,
        formulas,
        rich_text_and_properties,
    )
}
