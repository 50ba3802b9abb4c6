"""E-mails as drafts: whole when another program reads them, whatever letters they hold."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from importlib.resources import files
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from xlplan.rendering.mail import Attachment, Correspondent, draft
from xlplan.reports.letters import Letter, Point

LETTER = Letter(
    council="Cyngor Ŵyr & Môn",
    plan="Cynllun Gwella 2012–15",
    subject="Cynllun Gwella 2012–15: your return for Hydref, please, " + "ŷ" * 90,
    greeting="Dear Siân Ŵyn-O’Neill,",
    paragraphs=("Your return is attached; “Town Hall <b>not bold</b> & foyer” is still open.",),
    points_heading="Still open",
    points=(
        Point("1.10", "Town Hall & foyer", "Amber since Medi: a £3m gap – 😀.\nSecond line."),
        Point("", "", "The file has a password."),
    ),
    closing=("Just reply.", "Performance team", "Cyngor Ŵyr & Môn"),
)
NAME = "2013-10 Pennaeth Tŷ’r Dref – Siân (adolygiad).xlsx"


def workbook() -> bytes:
    book, data = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Ŵyl £3m"
    book.save(data)
    return data.getvalue()


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=default)


def said(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_it_opens_as_an_unsent_draft_with_no_sender():
    message = read(draft(LETTER, Correspondent("Pennaeth Tŷ", "head@council.gov.uk")))

    assert message["X-Unsent"] == "1"
    assert message["From"] is None
    assert message.defects == []


def test_names_that_are_not_ascii_come_through_whole():
    to = Correspondent("Pennaeth Tŷ’r Dref, a’i dîm", "head@council.gov.uk")
    copied = (Correspondent("Siân", "sian@council.gov.uk"), Correspondent("Nobody"))
    message = read(draft(LETTER, to, copied, Attachment(NAME, workbook())))

    assert message["Subject"] == LETTER.subject
    (address,) = message["To"].addresses
    assert (address.display_name, address.addr_spec) == (to.post, "head@council.gov.uk")
    assert [a.addr_spec for a in message["Cc"].addresses] == ["sian@council.gov.uk"]
    assert [part.get_filename() for part in message.iter_attachments()] == [NAME]


def test_an_attachment_comes_through_byte_for_byte():
    data = workbook()
    message = read(draft(LETTER, Correspondent("x"), attachment=Attachment(NAME, data)))
    (part,) = message.iter_attachments()

    assert part.get_content() == data
    sheet = load_workbook(BytesIO(part.get_content())).active
    assert sheet is not None and sheet["A1"].value == "Ŵyl £3m"


def test_plain_text_and_html_say_the_same():
    message = read(draft(LETTER, Correspondent("x")))
    plain, html = said(message, "plain"), said(message, "html")

    assert "- 1.10 Town Hall & foyer: Amber since Medi: a £3m gap – 😀." in plain
    assert "- The file has a password." in plain
    assert "&lt;b&gt;not bold&lt;/b&gt; &amp; foyer" in html
    for words in (LETTER.greeting, "Just reply.", "😀", "The file has a password."):
        assert words in plain
        assert words in html


def test_only_ascii_goes_over_the_wire_in_lines_that_servers_take():
    data = draft(LETTER, Correspondent("Pennaeth Tŷ", "h@c.uk"), (), Attachment(NAME, workbook()))

    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_the_same_letter_gives_the_same_bytes():
    attached = Attachment(NAME, workbook())

    assert draft(LETTER, Correspondent("x"), (), attached) == draft(
        LETTER, Correspondent("x"), (), attached
    )


@pytest.mark.parametrize(
    "typed", ["", "none", "a@b", "a b@c.uk", "a@c.uk; b@c.uk", "a@c.uk\r\nBcc: x@y.uk", "siân@c.uk"]
)
def test_what_is_no_address_is_left_out(typed: str):
    message = read(draft(LETTER, Correspondent("Head of Planning", typed)))

    assert message["To"] is None
    assert message["Bcc"] is None


def test_a_line_end_in_a_subject_or_a_name_starts_no_new_head():
    letter = replace(LETTER, subject="Return\r\nBcc: x@y.uk")
    to = Correspondent("Head\nof Planning", "head@council.gov.uk")
    message = read(draft(letter, to, (), Attachment("a\r\nb.xlsx", b"PK")))

    assert message["Subject"] == "Return Bcc: x@y.uk"
    assert message["Bcc"] is None
    assert [part.get_filename() for part in message.iter_attachments()] == ["a b.xlsx"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 760])
def test_an_audit_of_accessibility_finds_nothing_in_the_html(page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(said(read(draft(LETTER, Correspondent("x"))), "html"))
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))

    found = page.evaluate("axe.run()")

    assert len(found["passes"]) > 10
    best_practice = {"region", "landmark-one-main"}  # an e-mail is shown within another page
    assert {rule["id"] for rule in found["violations"]} <= best_practice
    assert page.evaluate("document.documentElement.scrollWidth") == width
