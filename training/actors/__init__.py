"""Compiles `src/demarche/entities/data/persons.tsv.gz` (see docs/actors.md)."""
