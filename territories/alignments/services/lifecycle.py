"""What happens to a plan as a whole: its settings, and the steps of its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import events
from common.audit import record
from common.errors import PlanningError
from people.models import Position, User
from territories.alignments import ground
from territories.alignments.models import Alignment
from territories.alignments.permissions import require_edit
from territories.alignments.services.edit import require_draft
from territories.alignments.services.write import alignment_locked

SETTINGS = ("name", "index", "band", "effective_on", "announce_on", "confidential")


@transaction.atomic
def alignment_update(
    *, alignment: Alignment, actor: Any, members: Iterable[User] | None = None, **changes: Any
) -> Alignment:
    """Change name, index, band, dates, confidentiality or the list of members. All but name and members need a
    draft.
    """
    require_edit(actor, alignment)
    locked = alignment_locked(alignment)
    if set(changes) - {"name"}:
        require_draft(locked)
    if "index" in changes:
        _check_index(locked, changes["index"])
    if "band" in changes:
        _check_band(changes["band"])
    for name, value in changes.items():
        if name not in SETTINGS:
            raise TypeError(f"a plan has no setting {name}")
        setattr(locked, name, value)
    _check_dates(locked)
    locked.save(update_fields=[*changes, "updated_at"])
    if members is not None:
        locked.members.set(members)
    record(actor, "alignment_update", locked, **changes)
    tell_meta(locked)
    return locked


@transaction.atomic
def alignment_step(
    *, alignment: Alignment, actor: Any, to: str, reviewers: Iterable[Position] | None = None, **dates: Any
) -> Alignment:
    """Take a plan to another state of its life. Whoever calls this has checked the right to the step it belongs to."""
    locked = alignment_locked(alignment)
    locked.go(to)
    for name, value in dates.items():
        setattr(locked, name, value)
    locked.save(update_fields=["state", "updated_at", *dates])
    if reviewers is not None:
        locked.reviewers.set(reviewers)
    record(actor, "alignment_step", locked, to=to)
    tell_meta(locked)
    return locked


def tell_meta(alignment: Alignment) -> None:
    events.publish(f"alignment:{alignment.pk}", "meta", {"state": alignment.state, "name": alignment.name})


def _check_index(alignment: Alignment, blend: list[Mapping[str, Any]]) -> None:
    known = ground.vectors(alignment.cut)
    for part in blend:
        if part["measure"] not in known:
            raise PlanningError(
                "unknown_measure",
                _("The plan's data cut has no measure %(measure)s; it has %(known)s."),
                measure=part["measure"],
                known=", ".join(sorted(known)),
            )
    if not blend or sum(part["weight"] for part in blend) <= 0:
        raise PlanningError("bad_index", _("An index needs at least one measure with a weight above 0."))


def _check_band(band: list[float]) -> None:
    if len(band) != 2 or not 0 <= band[0] < 1 < band[1]:
        raise PlanningError("bad_band", _("A band lies around 1, such as 0.9 to 1.1."))


def _check_dates(alignment: Alignment) -> None:
    if alignment.effective_on and alignment.announce_on and alignment.announce_on > alignment.effective_on:
        raise PlanningError("bad_dates", _("The announcement cannot come after the day on which the plan takes force."))
