"""CSV and XLSX files as rows of cells. Knows nothing of what the rows mean."""
