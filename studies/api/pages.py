"""Pages of long lists."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Pages by cursor, as quick at the end as at the beginning: `?limit=` up to 1,000 rows, `next` is the next page."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 1000
    ordering: str | tuple[str, ...] = "-id"
