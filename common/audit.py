"""Every write service ends with `record`: the trail of who did what to which thing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from common.middleware import current_request_id
from common.models import AuditRecord


def record(actor: Any, verb: str, obj: Model | None, **facts: Any) -> AuditRecord:
    """Write one audit record inside the caller's transaction; `actor` None means the system itself."""
    known = actor is not None and not isinstance(actor, AnonymousUser)
    return AuditRecord.objects.create(
        actor_id=actor.pk if known else None,
        actor_name=actor.get_username() if known else "",
        verb=verb,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        facts=facts,
        request_id=current_request_id(),
    )
