"""Publishing, adopting what is in force already, and calling back — each in one transaction with the coverage it
writes.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any, cast

import pandas as pd
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.coverage.services import coverage_call_back, coverage_write
from common.audit import record
from common.errors import Conflict, IllegalTransition, PlanningError
from people.selectors import today
from territories.alignments.models import Alignment, Revision
from territories.alignments.selectors import head_state
from territories.alignments.services import alignment_step
from territories.alignments.services.write import alignment_locked
from territories.alignments.state import HOUSE_KEY, State
from territories.publishing.models import Publication
from territories.publishing.permissions import require_publish
from territories.publishing.why import figures_of

HOUSE_NAME = "House"


@transaction.atomic
def publish(
    *,
    alignment: Alignment,
    actor: Any,
    effective_on: datetime.date,
    announce_on: datetime.date,
    revision: int | None = None,
) -> Publication:
    """Let an approved plan take force on `effective_on`; nobody outside its list hears of it before `announce_on`.

    revision: the number that was approved, as a safeguard; an approved plan cannot have moved on.
    Raises NotFound, NotAllowed, IllegalTransition (not approved), Conflict (another revision; the day is taken; an
    unannounced publication waits), PlanningError (dates).
    """
    require_publish(actor, alignment)
    locked = alignment_locked(alignment)
    if locked.state != Alignment.State.APPROVED:
        raise IllegalTransition(
            "not_approved",
            _("Only an approved plan can take force; “%(name)s” is %(state)s."),
            name=locked.name,
            state=locked.get_state_display(),
        )
    if revision is not None and locked.head is not None and revision != locked.head.number:
        raise Conflict("other_revision", _("Revision %(head)s was approved."), head=locked.head.number)
    return _publish(locked, actor, effective_on, announce_on)


@transaction.atomic
def adopt(*, alignment: Alignment, actor: Any, effective_on: datetime.date) -> Publication:
    """Write down today's plan, read from the owner column, as what is in force: a statement of fact, so nobody
    approves it.

    Possible once per field force, before anything was published.
    """
    require_publish(actor, alignment)
    locked = alignment_locked(alignment)
    if locked.origin.get("kind") != "infer" or locked.state != Alignment.State.DRAFT:
        raise IllegalTransition(
            "not_todays_plan", _("Only today's plan, read from the owner column, is in force without an approval.")
        )
    if Publication.objects.filter(field_force=locked.field_force, called_back_at__isnull=True).exists():
        raise Conflict("already_in_force", _("%(force)s already has a plan in force."), force=locked.field_force.name)
    return _publish(locked, actor, effective_on, min(effective_on, today()))


def _publish(alignment: Alignment, actor: Any, effective_on: datetime.date, announce_on: datetime.date) -> Publication:
    if announce_on > effective_on:
        raise PlanningError("bad_dates", _("The announcement cannot come after the day on which the plan takes force."))
    state = head_state(alignment)
    figures = figures_of(alignment, state, effective_on)
    alignment_step(
        alignment=alignment,
        actor=actor,
        to=Alignment.State.PUBLISHED,
        effective_on=effective_on,
        announce_on=announce_on,
    )
    publication = _publication_create(alignment, actor, effective_on, announce_on, figures)
    units, accounts = coverage_tables(state)
    coverage_write(
        field_force=alignment.field_force, geography=alignment.geography, units=units, accounts=accounts,
        effective_on=effective_on, announced_on=announce_on, ref=publication.ref, actor=actor,
    )  # fmt: skip
    record(actor, "publish", publication, alignment=alignment.pk, effective_on=effective_on, announce_on=announce_on)
    return publication


def _publication_create(
    alignment: Alignment, actor: Any, effective_on: datetime.date, announce_on: datetime.date, figures: dict[str, Any]
) -> Publication:
    try:
        with transaction.atomic():
            return Publication.objects.create(
                alignment=alignment,
                revision=cast(Revision, alignment.head),
                field_force=alignment.field_force,
                effective_on=effective_on,
                announce_on=announce_on,
                ref=f"publication:{uuid.uuid4()}",
                by=actor,
                figures=figures,
            )
    except IntegrityError as error:
        taken = _("Another plan takes force on %(day)s; call it back first.")
        raise Conflict("day_taken", taken, day=effective_on) from error


def coverage_tables(state: State) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that coverage is written from: units that somebody holds, and accounts held by name (house included)."""
    leaves = {leaf.slot: leaf for leaf in state.leaves}
    units = [
        (idx, leaves[slot].key, leaves[slot].name, leaves[slot].position)
        for idx, slot in enumerate(state.vector.tolist())
        if slot
    ]
    accounts = [
        (o.account, *_holder(state, o.territory), o.cause[:40], o.reason[:300]) for o in state.overrides.values()
    ]
    held = ["territory_key", "territory_name", "position"]
    return (
        pd.DataFrame(units, columns=["idx", *held]),
        pd.DataFrame(accounts, columns=["account_code", *held, "cause", "reason"]),
    )


def _holder(state: State, key: str | None) -> tuple[str, str, str | None]:
    if key is None:
        return HOUSE_KEY, HOUSE_NAME, None
    territory = state.territories[key]
    return key, territory.name, territory.position


@transaction.atomic
def call_back(*, publication: Publication, actor: Any) -> Publication:
    """Take a publication back before its day: what it would have replaced stands again, and the plan is approved
    as before.
    """
    require_publish(actor, publication.alignment)
    alignment = alignment_locked(publication.alignment)
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.called_back_at is not None:
        raise IllegalTransition("called_back", _("This publication has been called back already."))
    if locked.effective_on <= today():
        raise IllegalTransition(
            "in_force", _("This plan has been in force since %(day)s; publish a correction."), day=locked.effective_on
        )
    locked.called_back_by, locked.called_back_at = actor, timezone.now()
    locked.save(update_fields=["called_back_by", "called_back_at"])
    coverage_call_back(locked.ref, actor=actor)
    alignment_step(alignment=alignment, actor=actor, to=Alignment.State.APPROVED)
    record(actor, "call_back", locked, alignment=alignment.pk)
    return locked
