"""Who knows of which coverage."""

from __future__ import annotations

from typing import Any

from people.models import FieldForce
from people.permissions import can_manage_data


def knows_ahead(user: Any, field_force: FieldForce) -> bool:
    """Planners and administrators know what has been published before it is announced."""
    return can_manage_data(user, field_force)
