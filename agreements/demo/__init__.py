"""Demo data: a fictional register for trial, demonstration and tests, loaded and removed by `manage.py load_demo`."""
