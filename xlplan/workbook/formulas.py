"""Formulas moved from one cell to another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError

from xlplan.workbook.addresses import a1
from xlplan.workbook.cells import decode, resolved


class Formula:
    """A formula where it stands; `text` has no leading equals sign."""

    def __init__(self, text: str, row: int, column: int) -> None:
        self.text = text
        self._at = a1(row, column)

    @cached_property
    def _translator(self) -> Translator:
        return Translator(f"={self.text}", self._at)

    def at(self, row: int, column: int) -> str:
        """Return the formula as it reads when filled into another cell."""
        try:
            return str(self._translator.translate_formula(a1(row, column))).removeprefix("=")
        except (TokenizerError, TranslatorError, ValueError, IndexError):
            return "#REF!"


class LateFormula(ABC):
    """The formula of a cell whose text is worked out when asked for.

    It is equal to its text, and to whatever reads the same.
    """

    __slots__ = ()

    @abstractmethod
    def __str__(self) -> str: ...

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str | LateFormula) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


@dataclass(frozen=True, slots=True, eq=False)
class SharedFormula(LateFormula):
    """The formula of a cell that shares another cell's."""

    formula: Formula
    row: int
    column: int

    def __str__(self) -> str:
        return self.formula.at(self.row, self.column)


@dataclass(frozen=True, slots=True, eq=False)
class WrittenFormula(LateFormula):
    """A formula of its own, as the XML of a worksheet has it."""

    written: str

    def __str__(self) -> str:
        return decode(resolved(self.written))
