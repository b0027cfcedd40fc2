"""What is in force, what waits, and what changes for whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Min, OuterRef, QuerySet, Subquery

from accounts.customers.models import Account
from people.models import FieldForce, Position
from people.selectors import seats, today
from territories.publishing.models import Publication
from territories.publishing.why import sentences

RECENT = datetime.timedelta(days=30)
_HELD = """
SELECT position_id, account_id FROM account_owner
WHERE position_id = ANY(%s) AND role = 'primary' AND valid_during @> %s::date
"""


def with_end(publications: QuerySet[Publication]) -> QuerySet[Publication]:
    """Adds `ends_on`: the day on which the next publication of the force takes over."""
    later = Publication.objects.filter(
        field_force=OuterRef("field_force"), effective_on__gt=OuterRef("effective_on"), called_back_at__isnull=True
    )
    first = later.order_by().values("field_force").annotate(first=Min("effective_on")).values("first")
    return publications.annotate(ends_on=Subquery(first))


def in_force(field_force: FieldForce, day: datetime.date) -> Publication | None:
    """The publication whose plan holds on a day."""
    standing = Publication.objects.filter(field_force=field_force, called_back_at__isnull=True)
    return standing.filter(effective_on__lte=day).order_by("-effective_on").first()


def changes_for(user: Any, language: str = "en") -> list[dict[str, Any]]:
    """What leaves and what comes for each seat of this person, with why; nothing before it is announced.

    Coming changes, and those of the last month.
    """
    posts = list(seats(user).filter(level=Position.Level.REP).select_related("field_force"))
    found = []
    for post in posts:
        for publication in _announced(post.field_force):
            found.append(_change(post, publication, language))
    return found


def _announced(field_force: FieldForce) -> QuerySet[Publication]:
    day = today()
    told = Publication.objects.filter(
        field_force=field_force, called_back_at__isnull=True, announce_on__lte=day, effective_on__gt=day - RECENT
    ).order_by("effective_on")
    return told.select_related("alignment__cut").defer("alignment__head_state", "alignment__cut__account_table")


def _change(post: Position, publication: Publication, language: str) -> dict[str, Any]:
    before_day = publication.effective_on - datetime.timedelta(days=1)
    before, after = _held([post], before_day), _held([post], publication.effective_on)
    rows = publication.figures.get("territories", {})
    own = {key: row for key, row in rows.items() if row["position"] == post.code}
    return {
        "publication": publication.pk,
        "position": post.code,
        "data_date": publication.alignment.cut.as_of,
        "effective_on": publication.effective_on,
        "announce_on": publication.announce_on,
        "upcoming": publication.effective_on > today(),
        "count_before": len(before),
        "count_after": len(after),
        "leaves": _accounts(before - after),
        "comes": _accounts(after - before),
        "territories": [
            {
                "key": key, "name": row["name"], "index_before": row["index_before"], "index_after": row["index_after"],
                "hours_before": row["hours_before"], "hours_after": row["hours_after"], "moves": row["moves"],
                "why": sentences(row, rows, language),
            }
            for key, row in own.items()
        ],
    }  # fmt: skip


def _held(posts: Iterable[Position], day: datetime.date) -> set[int]:
    """Ids of the accounts these posts own on a day, as announced by now."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [[post.pk for post in posts], day])
        return {account for _post, account in cursor.fetchall()}


def _accounts(ids: set[int]) -> list[dict[str, Any]]:
    rows = Account.objects.filter(pk__in=ids, status=Account.Status.ACTIVE).order_by("-revenue_12m", "code")
    return [
        {
            "code": a.code, "name": a.name, "name_local": a.name_local, "city": a.city, "tier": a.tier,
            "revenue_12m": a.revenue_12m, "potential": a.potential, "workload_hours": a.workload_hours,
            "lon": a.location.x if a.location else None, "lat": a.location.y if a.location else None,
        }
        for a in rows
    ]  # fmt: skip
