"""Imports and exports files of rows: an import is checked by row, written in one transaction, and undone as one act."""
