"""Who sees a submission and who decides on its parts: those who answer for a part, nobody else, never the submitter."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed, NotFound
from people.selectors import managers_of
from territories.alignments.permissions import can_edit, decides_at, on_the_list
from territories.reviews.models import Part, Submission


def submissions_visible_to(user: Any) -> QuerySet[Submission]:
    """Of the plans on whose list one is; and those with a part one decides on, unless withdrawn."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Submission.objects.none()
    own = Part.objects.filter(submission=OuterRef("pk"), position__in=decides_at(user))
    listed = on_the_list(user)
    return Submission.objects.filter(
        Q(alignment__in=listed.values("pk")) | (Exists(own) & ~Q(state=Submission.State.WITHDRAWN))
    )


def submission_for(user: Any, pk: int) -> Submission:
    related = ("alignment__field_force", "alignment__geography", "alignment__head", "revision", "by")
    found = submissions_visible_to(user).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def sees_all_parts(user: Any, submission: Submission) -> bool:
    return on_the_list(user).filter(pk=submission.alignment_id).exists()


def can_decide(user: Any, part: Part) -> bool:
    """Holds the part's position (or was granted it), and did not submit."""
    return part.submission.by_id != user.pk and managers_of(part.position).filter(pk=user.pk).exists()


def require_decide(user: Any, part: Part) -> None:
    if part.submission.by_id == user.pk:
        raise NotAllowed("own_submission", _("Nobody decides on what they submitted themselves."))
    if not can_decide(user, part):
        raise NotAllowed(
            "not_reviewer", _("Only who holds the position %(position)s decides on %(part)s."),
            position=part.position.name, part=part.name,
        )  # fmt: skip


def may_withdraw(user: Any, submission: Submission) -> bool:
    return can_edit(user, submission.alignment)
