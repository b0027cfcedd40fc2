"""Submitting, deciding, withdrawing, commenting."""

from __future__ import annotations

import zlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.coverage.selectors import units_on
from common import events
from common.audit import record
from common.errors import IllegalTransition, PlanningError
from people.selectors import managers_of, today
from territories.alignments.models import Alignment
from territories.alignments.permissions import require_edit
from territories.alignments.selectors import coverage_state, diff_report, figures, head_state, state_at
from territories.alignments.services import alignment_step
from territories.alignments.services.write import alignment_locked
from territories.alignments.state import State, empty
from territories.alignments.tables import translated_vector
from territories.reviews import figures as reading
from territories.reviews.models import Comment, Part, Submission
from territories.reviews.parts import branches, changed_leaves
from territories.reviews.permissions import require_decide


@transaction.atomic
def submission_create(*, alignment: Alignment, actor: Any, note: str = "") -> Submission:
    """Put the plan as it stands before those who answer for its changed parts; from here on it is closed for edits.

    Raises NotFound, NotAllowed, IllegalTransition (not a draft), PlanningError (nothing changes; nobody can decide on
    a part).
    """
    require_edit(actor, alignment)
    locked = alignment_locked(alignment)
    if locked.state != Alignment.State.DRAFT or locked.head is None:
        raise IllegalTransition(
            "plan_step", _("A plan that is %(now)s cannot be submitted."), now=locked.get_state_display()
        )
    name, before = baseline(locked)
    after = head_state(locked)
    found = diff_report(locked, before, after)
    changed = changed_leaves(before, after, found)
    if not changed:
        raise PlanningError(
            "nothing_changes", _("Nothing changes against what is in force: there is nothing to decide.")
        )
    parts = branches(locked.field_force, before, after, changed, actor)
    tables = figures(locked, before), figures(locked, after)
    submission = Submission.objects.create(
        alignment=locked,
        revision=locked.head,
        baseline=name,
        note=note,
        by=actor,
        baseline_vector=zlib.compress(translated_vector(before, after).tobytes()),
        figures=reading.whole(found, tables[1]),
    )
    for part in parts:
        leaves = _leaves_below(after, part.key) | set(part.leaves)
        shown = reading.of_part(leaves, found, *tables, locked.field_force)
        Part.objects.create(
            submission=submission, territory_key=part.key, name=part.name, position=part.position, figures=shown
        )
    reviewers = [part.position for part in parts]
    alignment_step(alignment=locked, actor=actor, to=Alignment.State.SUBMITTED, reviewers=reviewers)
    record(actor, "submission_create", submission, revision=locked.head.number, parts=[part.key for part in parts])
    _tell_reviewers(submission)
    return submission


def baseline(alignment: Alignment) -> tuple[str, State]:
    """What a plan is compared with: what is in force today on its ground, else what it was copied from, or nothing."""
    day = today()
    if units_on(alignment.field_force, day).filter(unit__geography=alignment.geography).exists():
        return f"coverage:{day}", coverage_state(alignment, day)
    source = alignment.forked_from
    if source is not None:
        return f"alignment:{source.alignment_id}:{source.number}", state_at(source.alignment, source.number)
    return "", empty(alignment.geography.n_units)


def _leaves_below(state: State, key: str) -> set[str]:
    return {leaf.key for leaf in state.leaves if key in state.lineage(leaf.key)}


@transaction.atomic
def part_approve(*, part: Part, actor: Any, comment: str = "") -> Submission:
    """Agree to a part; when all parts are agreed to, the plan is approved."""
    submission, part = _locked(part)
    _decide(submission, part, actor, Part.State.APPROVED, comment)
    if not submission.parts.exclude(state=Part.State.APPROVED).exists():
        _close(submission, actor, Submission.State.APPROVED, Alignment.State.APPROVED)
    return submission


@transaction.atomic
def part_send_back(*, part: Part, actor: Any, comment: str) -> Submission:
    """Send the plan back to be changed, with a reason; it is a draft again. What others decided stays on record."""
    if not comment.strip():
        raise PlanningError("comment_needed", _("Say what should change: sending back needs a comment."))
    submission, part = _locked(part)
    _decide(submission, part, actor, Part.State.SENT_BACK, comment)
    _close(submission, actor, Submission.State.SENT_BACK, Alignment.State.DRAFT)
    return submission


@transaction.atomic
def submission_withdraw(*, submission: Submission, actor: Any) -> Submission:
    """Take a submission back before it is decided; the plan is a draft again."""
    require_edit(actor, submission.alignment)
    alignment_locked(submission.alignment)
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    _close(locked, actor, Submission.State.WITHDRAWN, Alignment.State.DRAFT)
    return locked


@transaction.atomic
def comment_add(*, submission: Submission, actor: Any, text: str, territory_key: str = "") -> Comment:
    """Say something about a submission one sees (the caller has looked it up for this person)."""
    if not text.strip():
        raise PlanningError("empty_comment", _("There is nothing in this comment."))
    comment = Comment.objects.create(submission=submission, author=actor, text=text, territory_key=territory_key)
    record(actor, "comment_add", submission, territory=territory_key)
    _tell(submission)
    return comment


def _locked(part: Part) -> tuple[Submission, Part]:
    """The plan's row first, always: so two decisions at once wait for each other and neither is lost."""
    alignment_locked(part.submission.alignment)
    submission = Submission.objects.select_for_update().select_related("alignment").get(pk=part.submission_id)
    return submission, submission.parts.select_for_update(of=("self",)).select_related("position").get(pk=part.pk)


def _decide(submission: Submission, part: Part, actor: Any, state: str, comment: str) -> None:
    part.submission = submission
    require_decide(actor, part)
    if submission.state != Submission.State.OPEN:
        submission.close(state)
    part.decide(state)
    part.decided_by, part.decided_at, part.comment = actor, timezone.now(), comment
    part.save(update_fields=["state", "decided_by", "decided_at", "comment"])
    record(actor, f"part_{state}", submission, part=part.territory_key, comment=comment)
    _tell(submission)


def _close(submission: Submission, actor: Any, state: str, plan: str) -> None:
    submission.close(state)
    submission.closed_at = timezone.now()
    submission.save(update_fields=["state", "closed_at"])
    alignment_step(alignment=submission.alignment, actor=actor, to=plan)
    record(actor, f"submission_{state}", submission)
    _tell(submission)


def _tell(submission: Submission) -> None:
    events.publish(f"alignment:{submission.alignment_id}", "submission", {"submission": submission.pk})


def _tell_reviewers(submission: Submission) -> None:
    """Those who have to decide hear of it on their own topic: they do not know the plan's yet."""
    people = {user.pk for part in submission.parts.select_related("position") for user in managers_of(part.position)}
    for pk in people - {submission.by_id}:
        events.publish(f"user:{pk}", "submission", {"submission": submission.pk})
    _tell(submission)
