"""How a line of a file becomes a row, and a row a line: a module for each kind of row."""

from agreements.resources.agreements import AgreementResource
from agreements.resources.base import FileResource, FileRow

__all__ = ["AgreementResource", "FileResource", "FileRow"]
