"""Pages of long lists."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from cyberdip.lib.problems import Invalid


class Pages(CursorPagination):
    """Pages by cursor, as quick at the end as at the beginning: `?limit=` up to 1,000 rows, `next` is the next page."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 1000
    ordering: str | tuple[str, ...] = "-id"

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except NotFound as error:
            sentence = _(
                "This cursor leads nowhere: take the address in “next” as it is, or begin without a cursor."
            )
            raise Invalid(sentence, fields={self.cursor_query_param: [sentence]}) from error
