"""What a person says of themselves."""

from django.db import transaction

from studies.models import User


@transaction.atomic
def change_name(user: User, *, name: str) -> User:
    """Change the name that others in a study read."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.name = name
    user.save(update_fields=["name"])
    return user
