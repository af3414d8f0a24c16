"""The public pages. `cache.public` wraps each view in urls.py."""
