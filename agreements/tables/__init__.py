"""Reads and writes CSV and XLSX files as rows of cells, without knowledge of their meaning."""
