"""Formulas moved from one cell to another."""

from __future__ import annotations

from openpyxl.formula.translate import Translator, TranslatorError

from xlplan.workbook.addresses import a1


class Formula:
    """A formula where it stands; `text` has no leading equals sign."""

    def __init__(self, text: str, row: int, column: int) -> None:
        self.text = text
        self._translator = Translator(f"={text}", a1(row, column))

    def at(self, row: int, column: int) -> str:
        """Return the formula as it reads when filled into another cell."""
        try:
            return str(self._translator.translate_formula(a1(row, column))).removeprefix("=")
        except (TranslatorError, ValueError):
            return "#REF!"
