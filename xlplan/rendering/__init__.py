"""Context to file: Word, HTML and the rest; nothing is decided here."""
