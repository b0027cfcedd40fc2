"""What the planners have made so far: frozen figures, today's plan in force, and a draft for next year."""

from __future__ import annotations

from accounts.customers.services import cut_make
from config.demo import DATA_DATE, IN_FORCE_SINCE, NEXT_ANNOUNCEMENT, NEXT_EFFECTIVE
from geography.models import Geography
from people.models import FieldForce, RosterEntry, User
from territories.alignments.models import Alignment
from territories.alignments.services import alignment_fork, alignment_infer, alignment_update
from territories.publishing.services import adopt

TODAY_NAMES = {"en": "Today", "ko": "현재 구역안"}
DRAFT_NAMES = {"en": "2027 draft", "ko": "2027 구역안"}


def plans(force: FieldForce, geography: Geography, planner: User) -> Alignment:
    """Freeze the figures, read today's plan from the owner column, let it be in force, and fork the draft from it."""
    language = planner.language or "en"
    cut = cut_make(field_force=force, geography=geography, as_of=DATA_DATE, actor=planner)
    today = alignment_infer(
        actor=planner,
        field_force=force,
        geography=geography,
        cut=cut,
        name=TODAY_NAMES[language],
        owner_map=leavers(force),
    )
    adopt(alignment=today, actor=planner, effective_on=IN_FORCE_SINCE)
    today.refresh_from_db()
    draft = alignment_fork(alignment=today, actor=planner, name=DRAFT_NAMES[language])
    return alignment_update(alignment=draft, actor=planner, effective_on=NEXT_EFFECTIVE, announce_on=NEXT_ANNOUNCEMENT)


def leavers(force: FieldForce) -> dict[str, str]:
    """Owner text of each person who has left → the position they left vacant: what the planner would say when asked."""
    gone = RosterEntry.objects.filter(position__field_force=force, rep__left_on__isnull=False)
    return {entry.rep.name: entry.position.code for entry in gone.select_related("rep", "position")}
