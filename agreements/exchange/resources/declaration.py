"""What a kind of row declares: its columns, keys and lookups. A subclass overrides what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, ClassVar

import tablib
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from import_export.resources import ModelResource

from agreements.exchange.day_cells import EDTF, KNOWN_DAY_HELP
from agreements.exchange.reasons import refusals
from agreements.exchange.resources.rows import KEY_SEPARATOR
from agreements.tables.safe_cells import plain_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FileDeclaration(ModelResource):
    """A kind of row, declared by its columns.

    A subclass declares `columns` and a `Field` for each column that is not text, and loads lookups in `prepare`.
    """

    # Every column in order, with help that adds to the help of the model's field.
    columns: ClassVar[dict[str, StrOrPromise]]
    days: ClassVar[list[str]] = []
    # The columns of days that may be imprecise. Each has a second column, see `day_cells`.
    imprecise_days: ClassVar[list[str]] = []
    # The columns of ids and diary numbers, which spreadsheets may convert to days.
    ids: ClassVar[set[str]] = set()
    # The columns that together identify a row. See `key_of`.
    key: ClassVar[list[str]]
    # True if the register assigns the key: an unknown key is then refused. Else an unknown key is a new row.
    assigns_keys: ClassVar[bool] = False
    # Columns of the register's other files that an import ignores, and aliases of columns.
    ignored_columns: ClassVar[set[str]] = {"demo", "fel"}
    column_aliases: ClassVar[dict[str, str]] = {}
    # Foreign keys, which the database validates.
    database_validated: ClassVar[set[str]] = {"published_by"}

    registered: dict[str, Any]

    class Meta:
        # Rows are compared cell by cell instead of by import-export's diff.
        skip_diff = True
        store_instance = True
        import_id_fields: ClassVar[list[str]] = []

    def __init__(
        self,
        *,
        by: User | None = None,
        publish_new: bool = False,
        numbers: list[int] | None = None,
        on_row: Callable[[], object] = lambda: None,
        key_counts: Counter[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.by = by
        self.publish_new = publish_new
        self.numbers = numbers or []
        self.on_row = on_row
        # How often each key occurs in the whole file, if the caller reads it in batches.
        self.key_counts = key_counts
        self.rows_of: dict[int, int] = {}

    # Declared by subclasses

    @classmethod
    def label(cls, column: str) -> str:
        """The column's label, which is also accepted as a header."""
        name = column.removesuffix(EDTF)
        field: Any = cls._meta.model._meta.get_field("published_at" if name == "published" else name)
        return str(field.verbose_name) if name == column else f"{field.verbose_name} (EDTF)"

    @classmethod
    def explanation(cls, column: str) -> list[StrOrPromise]:
        """The help of the model's field and of the column."""
        fields = {field.name: field for field in cls._meta.model._meta.get_fields()}
        field_help = getattr(fields.get(column), "help_text", "")
        texts = [field_help, cls.columns[column]]
        if column in cls.days:
            texts.append(gettext("Skriv ÅÅÅÅ-MM-DD."))
        if column in cls.imprecise_days:
            texts.append(KNOWN_DAY_HELP)
        return texts

    def prepare(self, dataset: tablib.Dataset) -> None:
        """Loads the rows that cells refer to into the widgets, in a constant number of queries."""

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[Model]:
        """The existing rows that the file's rows may match, locked, with what their cells show."""
        raise NotImplementedError

    def with_cells(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Loads what the rows' cells show, in a constant number of queries."""
        return rows

    def read_more(self, instance: Any, row: dict[str, str]) -> None:
        """Reads cells that are no field, such as a municipality's code or name. Raises ValidationError."""

    def read_published(self, instance: Any, row: dict[str, str]) -> None:
        """Reads whether the row is to be published. Raises ValidationError."""

    def name_of(self, instance: Any | None, row: dict[str, str]) -> str:
        """The row's name on the page, also for refused rows."""
        return str(instance) if instance else ""

    def rules_for(self, instance: Any, error_fields: set[str]) -> list[Callable[[], None]]:
        """The rules to check in turn, each of which raises ValidationError; fields in `error_fields` have an error."""
        return [lambda: instance.clean_fields(exclude={*self.database_validated, *error_fields}), instance.clean]

    def refusals(self, instance: Any) -> AbstractContextManager[None]:
        return refusals(instance, self.rows_of)

    def unknown_key(self, key: str) -> str:
        return gettext("%(id)s finns inte i registret. Lämna cellen tom för en ny rad.") % {"id": key}

    def shown_id(self, instance: Any | None, row: dict[str, str]) -> str:
        return ""

    # Keys

    @classmethod
    def key_of(cls, row: dict[str, str]) -> str:
        """The key of the file's row; empty for a row that is new."""
        cells = [plain_text(row.get(column, "")).strip() for column in cls.key]
        return KEY_SEPARATOR.join(cells) if any(cells) else ""

    def key_from(self, instance: Any) -> str:
        return KEY_SEPARATOR.join(self.cell(self.fields[column], instance) for column in self.key)
