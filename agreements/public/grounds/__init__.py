"""The files of what the answers rest on: completeness, sources, reported totals and joint agreements."""
