"""Who may see and make publications: a publication is as secret as its plan."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from common.errors import NotFound
from territories.alignments.permissions import alignments_visible_to, can_publish, require_edit
from territories.publishing.models import Publication

__all__ = ["can_publish", "publication_for", "publications_visible_to", "require_publish"]

require_publish = require_edit


def publications_visible_to(user: Any) -> QuerySet[Publication]:
    return Publication.objects.filter(alignment__in=alignments_visible_to(user).values("pk"))


def publication_for(user: Any, pk: int) -> Publication:
    found = publications_visible_to(user).select_related("alignment", "field_force", "revision").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found
