"""Files that the desk reads in: checked row by row, written as one act, and undone as one."""
