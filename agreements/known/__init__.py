"""The known facts of fixtures/known, as well as public sources state them: loaded by `manage.py load_known`."""
