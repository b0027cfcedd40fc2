"""Writes over people: own settings, tokens, roster."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.audit import record
from common.errors import Conflict, NotFound, PlanningError
from people.models import ApiToken, Position, Rep, RosterEntry, User

TOKEN_DAYS_MAX = 366


@transaction.atomic
def user_update(*, user: User, language: str | None = None, theme: str | None = None) -> User:
    """Change one's own language and theme; None leaves as it is."""
    if language is not None:
        user.language = language
    if theme is not None:
        user.theme = theme
    user.save(update_fields=["language", "theme"])
    record(user, "user_update", user, language=user.language, theme=user.theme)
    return user


@transaction.atomic
def token_create(*, user: User, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """Make a token for scripts; returns it with its secret, which is shown this once and stored only as a hash."""
    if not 1 <= days <= TOKEN_DAYS_MAX:
        raise PlanningError("bad_token_days", _("A token lasts between 1 and %(max)s days."), max=TOKEN_DAYS_MAX)
    token, secret = ApiToken.objects.create(user=user, expiry=datetime.timedelta(days=days), name=name, scope=scope)
    record(user, "token_create", user, token=token.token_key, name=name, scope=scope, days=days)
    return token, secret


@transaction.atomic
def token_delete(*, user: User, token_key: str) -> None:
    """Revoke one of one's own tokens."""
    deleted, _per_model = ApiToken.objects.filter(user=user, token_key=token_key).delete()
    if not deleted:
        raise NotFound()
    record(user, "token_delete", user, token=token_key)


@transaction.atomic
def roster_enter(
    *,
    position: Position,
    rep: Rep,
    starts: datetime.date,
    ends: datetime.date | None = None,
    kind: str = RosterEntry.Kind.PRIMARY,
    actor: User | None = None,
) -> RosterEntry:
    """Seat a rep on a position for the days [starts, ends). Raises 409 when the seat is taken on one of them."""
    try:
        with transaction.atomic():
            entry = RosterEntry.objects.create(position=position, rep=rep, kind=kind, valid_during=(starts, ends))
    except IntegrityError as error:
        raise Conflict(
            "seat_taken", _("Position %(position)s already has somebody on these days."), position=position.code
        ) from error
    record(actor, "roster_enter", entry, position=position.code, rep=rep.employee_no, starts=starts, ends=ends)
    return entry
