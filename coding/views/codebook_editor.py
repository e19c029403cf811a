"""The draft on one page: what it holds on the left, the selected part in the middle, the coder's form on the right."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.vary import vary_on_headers

from coding.views.codebook_place import Place
from coding.views.codebook_sheet import Sheet, show
from studies.access import Access, study_view
from studies.roles import Right


@study_view(Right.EDIT_CODEBOOK)
@vary_on_headers("HX-Request")
def codebook_draft(request: HttpRequest, access: Access) -> HttpResponse:
    return show(request, Sheet.of(access), Place.asked_for(request))
