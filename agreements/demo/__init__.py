"""A fictional register, to try out, show and test with. `manage.py load_demo` puts it in and takes it away."""
