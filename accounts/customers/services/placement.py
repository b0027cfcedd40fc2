"""Placing accounts on the ground: by coordinates, else by postcode; what lies nowhere becomes a work list."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.customers.models import Account, Placement
from common.audit import record
from common.errors import PlanningError
from geography.models import Geography, Unit
from people.models import FieldForce
from people.permissions import require_data_manager
from people.selectors import today

#: The ground of one geography in small pieces with an index of its own: a point is then in few and simple polygons.
_GROUND = """
CREATE TEMP TABLE ground_piece ON COMMIT DROP AS
SELECT unit.id AS unit_id, unit.idx, ST_Subdivide(unit.geom, 96) AS geom
FROM geography_unit unit WHERE unit.geography_id = %(geography)s;
CREATE INDEX ON ground_piece USING gist (geom);
ANALYZE ground_piece
"""
#: A point on a border lies in the unit with the lower idx, so that placing again gives the same.
_FOUND = """
CREATE TEMP TABLE ground_found ON COMMIT DROP AS
SELECT DISTINCT ON (account.id) account.id AS account_id, piece.unit_id
FROM customers_account account JOIN ground_piece piece ON ST_Intersects(piece.geom, account.location)
WHERE account.field_force_id = %(force)s
ORDER BY account.id, piece.idx;
ANALYZE ground_found
"""
_WANTED = """
CREATE TEMP TABLE wanted ON COMMIT DROP AS
SELECT account.id AS account_id,
       COALESCE(ground.unit_id, post.unit_id, same.id) AS unit_id,
       CASE WHEN ground.unit_id IS NOT NULL THEN 'coordinates'
            WHEN post.unit_id IS NOT NULL OR same.id IS NOT NULL THEN 'postcode' END AS method,
       ground.unit_id IS NULL AND post.unit_id IS NOT NULL AND NOT post.exact AS enclosed
FROM customers_account account
LEFT JOIN ground_found ground ON ground.account_id = account.id
LEFT JOIN customers_postcodeplace post
  ON post.geography_id = %(geography)s AND post.postcode = account.postcode AND account.postcode <> ''
 AND account.country IN ('', %(country)s)
LEFT JOIN geography_unit same
  ON %(by_code)s AND same.geography_id = %(geography)s AND same.code = account.postcode
 AND account.country IN ('', %(country)s)
WHERE account.field_force_id = %(force)s
  AND account.id NOT IN (SELECT manual.account_id FROM customers_placement manual
                         WHERE manual.geography_id = %(geography)s AND manual.method = 'manual'
                           AND upper_inf(manual.valid_during));
CREATE UNIQUE INDEX ON wanted (account_id);
ANALYZE wanted
"""
_END_MOVED = """
UPDATE customers_placement place SET valid_during = place.valid_during * daterange(NULL, %(day)s)
FROM wanted
WHERE place.account_id = wanted.account_id AND place.geography_id = %(geography)s
  AND upper_inf(place.valid_during) AND place.unit_id IS DISTINCT FROM wanted.unit_id
"""
_DROP_EMPTY = "DELETE FROM customers_placement WHERE geography_id = %(geography)s AND isempty(valid_during)"
#: What has a place already, set apart: an INSERT that looks into its own table would wade through its own new rows.
_HISTORY = """
CREATE TEMP TABLE placed_before ON COMMIT DROP AS
SELECT account_id, max(upper(valid_during)) AS until, bool_or(upper_inf(valid_during)) AS still
FROM customers_placement WHERE geography_id = %(geography)s GROUP BY account_id;
ANALYZE placed_before
"""
#: Where an account lay before it was first placed is taken to be the same place: history then rolls up whole.
_INSERT = """
INSERT INTO customers_placement (account_id, geography_id, unit_id, valid_during, method)
SELECT wanted.account_id, %(geography)s, wanted.unit_id, daterange(history.until, NULL), wanted.method
FROM wanted LEFT JOIN placed_before history ON history.account_id = wanted.account_id
WHERE wanted.unit_id IS NOT NULL AND history.still IS NOT TRUE
"""
_COUNTS = """
SELECT count(*), count(*) FILTER (WHERE method = 'coordinates'),
       count(*) FILTER (WHERE method = 'postcode' AND NOT enclosed), count(*) FILTER (WHERE enclosed),
       count(*) FILTER (WHERE unit_id IS NULL)
FROM wanted
"""
_POSTAL = ("zip", "post", "우편")


@transaction.atomic
def accounts_place(
    *, field_force: FieldForce, geography: Geography, actor: Any, day: datetime.date | None = None
) -> dict[str, int]:
    """Find the unit of every account of the force, set-based; hand-made placements stay.

    An account that now lies elsewhere moves from `day` (today) on. Returns counts that add up:
    accounts = coordinates + postcode + enclosed + unplaced (those placed by hand are not counted).
    """
    if actor is not None:
        require_data_manager(actor, field_force)
    FieldForce.objects.select_for_update().get(pk=field_force.pk)
    values: dict[str, Any] = {
        "geography": geography.pk,
        "force": field_force.pk,
        "day": day or today(),
        "country": geography.country,
        "by_code": codes_are_postcodes(geography),
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_placement")
        for statement in (_GROUND, _FOUND, _WANTED, _END_MOVED, _DROP_EMPTY, _HISTORY, _INSERT, _COUNTS):
            cursor.execute(statement, values)
        names = ("accounts", "coordinates", "postcode", "enclosed", "unplaced")
        counts = dict(zip(names, cursor.fetchone(), strict=True))
        cursor.execute("DROP TABLE wanted, ground_found, ground_piece, placed_before; ANALYZE customers_placement")
    record(actor, "accounts_place", field_force, geography=geography.key, **counts)
    return counts


def codes_are_postcodes(geography: Geography) -> bool:
    """True if the geography's units are postal areas, so that an account's postcode may be a unit's code.

    Asked by name, because codes alone cannot tell: a county number looks just like a ZIP.
    """
    text = " ".join([geography.level_name, *geography.level_names.values()]).lower()
    return any(word in text for word in _POSTAL)


@transaction.atomic
def account_place_by_hand(*, account: Account, geography: Geography, unit_code: str, actor: Any) -> Placement:
    """Put an account into a unit by hand, from today on (from always, if it lay nowhere). Raises 404, 403."""
    require_data_manager(actor, account.field_force)
    Account.objects.select_for_update().get(pk=account.pk)
    unit = Unit.objects.filter(geography=geography, code=unit_code).first()
    if unit is None:
        raise PlanningError(
            "unknown_unit", _("%(geography)s has no unit %(code)s."), geography=geography.name, code=unit_code
        )
    placements = Placement.objects.filter(account=account, geography=geography)
    start = _end_open_placement(placements, today())
    placement = Placement.objects.create(
        account=account, geography=geography, unit=unit, valid_during=(start, None), method=Placement.Method.MANUAL
    )
    record(actor, "account_place", account, geography=geography.key, unit=unit_code)
    return placement


def _end_open_placement(placements: Any, day: datetime.date) -> datetime.date | None:
    """Close what is open on `day`; returns the day from which a new placement may begin (None: from always)."""
    for place in placements.filter(valid_during__upper_inf=True):
        if place.valid_during.lower is not None and place.valid_during.lower >= day:
            place.delete()
        else:
            place.valid_during = (place.valid_during.lower, day)
            place.save(update_fields=["valid_during"])
    ends = [place.valid_during.upper for place in placements]
    return max(ends) if ends else None
