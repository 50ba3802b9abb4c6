"""xlplan: a council's improvement plan, run in Excel, checked, merged, rated and reported."""

__version__ = "0.1.0"
