"""Has a walk over the demo study been begun and not ended?"""

from coding.models import Round
from coding.states import Phase
from studies.models import Study

__all__ = ["LAST_ROUND", "SLUG", "is_unfinished"]

SLUG = "demo-5g"
LAST_ROUND = 2  # opening it is the walk's last step


def is_unfinished() -> bool:
    """Whether the demo study is there without the round that is opened last."""
    begun = Study.objects.filter(slug=SLUG).exists()
    return (
        begun
        and not Round.objects.filter(study__slug=SLUG, number=LAST_ROUND)
        .exclude(phase=Phase.PLANNED)
        .exists()
    )
