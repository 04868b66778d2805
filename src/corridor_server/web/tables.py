"""Lists that filter, sort and page in the database, so that 100,000 rows change nothing.

A view describes its table once and shows a page of it:

    COLUMNS = (Column("name", _("Name"), sort=("name",)), Column("people", _("People"), sort=("people",), number=True))
    FILTERS = (Filter("kind", _("Kind"), choices=Kind.choices, by="kind"),)

    def shelters(request):
        table = table_page(request, Shelter.objects.all(), COLUMNS, FILTERS, search=by_name)
        return answer(request, "registry/shelters.html", table=table)

Template: ``{% include "web/parts/table.html" with row_template="registry/_shelter_row.html" caption=... %}``; the row
template writes ``<tr>`` for ``row``. A search that names people goes by POST: pass ``private=True``, and nothing of it
stands in the address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    Words = Any  # str, or a lazy translation of one

PAGE_SIZE = 50
TABLE_TARGET = "table"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: key, heading, and the fields that it sorts by (none: not sortable)."""

    key: str
    label: Words
    sort: Sequence[str] = ()
    number: bool = False
    hidden_label: bool = False
    """Heading for screen readers only, as over a column of buttons."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that narrows the list: ``by`` is a lookup, or a function of the rows and the chosen value."""

    key: str
    label: Words
    choices: Iterable[tuple[Any, Words]]
    by: str | Callable[[QuerySet[Any], str], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as the head of the table shows it."""

    column: Column
    sorted_by: str
    """``ascending``, ``descending`` or empty."""
    next_sort: str


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter with what is chosen."""

    filter: Filter
    options: tuple[tuple[str, Words, bool], ...]


@dataclass(frozen=True)
class Table:
    """One page of a list and everything that its template needs."""

    headings: tuple[Heading, ...]
    filters: tuple[ShownFilter, ...]
    page: Page[Any]
    sort: str
    query: str
    searchable: bool
    private: bool
    total: int
    asked: Mapping[str, str] = field(default_factory=dict)
    """Filters, search and order in force, for links and hidden fields."""

    @property
    def narrowed(self) -> bool:
        """Whether search or filters are in force."""
        return bool(self.query or any(chosen for one in self.filters for value, _l, chosen in one.options if value))

    @property
    def address(self) -> str:
        """Query string of the page shown; empty for a private table."""
        return "" if self.private else urlencode(self.asked)


def table_page(
    request: HttpRequest,
    rows: QuerySet[Any],
    columns: Sequence[Column],
    filters: Sequence[Filter] = (),
    *,
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None,
    order: str = "",
    private: bool = False,
    size: int = PAGE_SIZE,
) -> Table:
    """The page of ``rows`` that ``request`` asks for; nonsense in the request falls back to the usual."""
    asked = request.POST if private else request.GET
    query = asked.get("q", "").strip() if search else ""
    if search and query:
        rows = search(rows, query)
    shown = []
    for one in filters:
        chosen = asked.get(one.key, "")
        options = tuple((str(value), label, str(value) == chosen) for value, label in one.choices)
        if chosen and any(value == chosen for value, _label, _on in options):
            rows = rows.filter(**{one.by: chosen}) if isinstance(one.by, str) else one.by(rows, chosen)
        shown.append(ShownFilter(one, options))
    sort = _known_sort(asked.get("sort", ""), columns) or order
    rows = _sorted(rows, sort, columns)
    paginator = Paginator(rows, size)
    page = paginator.get_page(asked.get("page"))
    kept = {one.filter.key: value for one in shown for value, _label, on in one.options if on and value}
    if query:
        kept["q"] = query
    if sort != order:
        kept["sort"] = sort
    return Table(
        headings=tuple(_heading(column, sort) for column in columns),
        filters=tuple(shown),
        page=page,
        sort=sort,
        query=query,
        searchable=search is not None,
        private=private,
        total=paginator.count,
        asked=kept,
    )


def answer(request: HttpRequest, template: str, /, **context: Any) -> HttpResponse:
    """Render ``template``; for htmx asking for the list alone, only the table and its paging."""
    if request.headers.get("HX-Target") == TABLE_TARGET and "table" in context:
        return render(request, template, {**context, "only_table": True})
    return render(request, template, context)


def _known_sort(sort: str, columns: Sequence[Column]) -> str:
    return sort if sort.lstrip("-") in {column.key for column in columns if column.sort} else ""


def _sorted(rows: QuerySet[Any], sort: str, columns: Sequence[Column]) -> QuerySet[Any]:
    """Rows in order, ids last, so that pages never overlap."""
    fields = next((column.sort for column in columns if column.key == sort.lstrip("-")), ())
    if not fields:
        return rows if rows.ordered else rows.order_by("pk")
    turned = sort.startswith("-")
    return rows.order_by(*(_turned(one) if turned else one for one in fields), "pk")


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _heading(column: Column, sort: str) -> Heading:
    if sort == column.key:
        return Heading(column, "ascending", f"-{column.key}")
    if sort == f"-{column.key}":
        return Heading(column, "descending", column.key)
    return Heading(column, "", column.key if column.sort else "")
