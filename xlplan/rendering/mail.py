"""E-mails as drafts that open unsent in Outlook; nothing is sent from here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from jinja2 import FileSystemLoader

from xlplan.rendering.environment import printable, strict_environment
from xlplan.reports.letters import Letter
from xlplan.shipped import shipped

_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_ADDRESS = re.compile(r"""[^\s@<>,;:"()\[\]\\]+@[^\s@<>,;:"()\[\]\\]+\.[^\s@<>,;:"()\[\]\\]+""")
_PLAIN_HEADER = 900


@dataclass(frozen=True)
class Attachment:
    """A workbook that goes with an e-mail."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Correspondent:
    """A post, and its e-mail as the team typed it; "" when the master has none."""

    post: str
    email: str = ""

    @property
    def address(self) -> Address | None:
        """The address that an e-mail goes to; None when what was typed is none."""
        typed = self.email.strip().removeprefix("mailto:")
        found = _ADDRESS.fullmatch(typed)
        if found is None or not typed.isascii():
            return None
        user, _, domain = typed.rpartition("@")
        return Address(_one_line(self.post), user, domain)


def draft(
    letter: Letter,
    to: Correspondent,
    copied: Iterable[Correspondent] = (),
    attachment: Attachment | None = None,
) -> bytes:
    """Return an e-mail as an unsent draft: plain text and HTML, with its workbook attached.

    Who has no address is left out of the heads; the same letter gives the same bytes.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = _one_line(letter.subject)[:_PLAIN_HEADER]
    for name, people in (("To", (to,)), ("Cc", tuple(copied))):
        known = [address for person in people if (address := person.address)]
        if known:
            message[name] = known
    message.set_content(_plain(letter), cte="quoted-printable")
    message.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
    if attachment:
        kind, subkind = _WORKBOOK
        message.add_attachment(
            attachment.data, maintype=kind, subtype=subkind, filename=_one_line(attachment.name)
        )
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_xlplan_{number}_=")
    return message.as_bytes()


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _plain(letter: Letter) -> str:
    blocks = [letter.greeting, *letter.paragraphs]
    if letter.points:
        lines = [f"- {' '.join(filter(None, (p.ref, p.title)))}: {p.what}" for p in letter.points]
        lines = [line.replace("- : ", "- ") for line in lines]
        blocks.append("\n".join((f"{letter.points_heading}:", *lines)))
    *said, team, council = letter.closing
    return printable("\n\n".join((*blocks, *said, f"{team}\n{council}"))) + "\n"


def _html(letter: Letter) -> str:
    environment = strict_environment(FileSystemLoader(shipped("templates", "mail")))
    return printable(environment.get_template("letter.html.j2").render(letter=letter))
