"""Ground is public to everyone who is signed in; changing it is for planners and administrators."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed
from people.permissions import can_manage_data


def can_change_ground(user: Any) -> bool:
    """May import boundaries and edit links: planners of any field force, and administrators."""
    return can_manage_data(user)


def require_planner(user: Any) -> None:
    """Raises NotAllowed unless the user may change ground."""
    if not can_change_ground(user):
        raise NotAllowed(
            "needs_planner",
            _("Importing boundaries and editing links needs the role planner; an administrator can give it."),
        )
