"""Selection, order, counting and wording of the papers; no file format is known here."""
