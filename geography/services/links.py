"""Editing what the borders miss: each change is a new version; old versions stay for the revisions that name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit
from common.errors import PlanningError
from geography import permissions, selectors
from geography.models import Geography, Link, LinkSet


@transaction.atomic
def links_revise(
    *,
    geography: Geography,
    actor: Any,
    add: Sequence[tuple[int, int, str]] = (),
    remove: Sequence[tuple[int, int]] = (),
    note: str = "",
) -> LinkSet:
    """A new version of the links: the newest, less the pairs in `remove`, with (a, b, kind) of `add` set.

    Raises NotAllowed unless the actor plans; PlanningError `bad_link` for an idx that does not exist or a unit linked
    with itself.
    """
    permissions.require_planner(actor)
    Geography.objects.select_for_update().get(pk=geography.pk)
    newest = selectors.latest_link_set(geography)
    kept = {(link.a, link.b): (link.kind, link.length_km) for link in newest.links.all()}
    for a, b in remove:
        kept.pop((min(a, b), max(a, b)), None)
    for a, b, kind in add:
        _check(geography, a, b, kind)
        kept[min(a, b), max(a, b)] = (kind, 0.0)
    made = LinkSet.objects.create(geography=geography, version=newest.version + 1, note=note)
    Link.objects.bulk_create(
        Link(link_set=made, a=a, b=b, kind=kind, length_km=km) for (a, b), (kind, km) in sorted(kept.items())
    )
    audit.record(actor, "links_revise", made, geography=geography.key, added=len(add), removed=len(remove))
    return made


def _check(geography: Geography, a: int, b: int, kind: str) -> None:
    if a == b or not (0 <= a < geography.n_units and 0 <= b < geography.n_units) or kind not in Link.Kind.values:
        raise PlanningError(
            "bad_link",
            _("A link joins two different units of this geography (0 to %(last)s) and is one of: %(kinds)s."),
            last=geography.n_units - 1,
            kinds=", ".join(Link.Kind.values),
        )
