"""The errors a service may raise, each with the HTTP status and stable code that scripts can rely on.

A message is a lazily translated template; it is filled with `params` when a reader is known, so that the same
error reads in English for one person and in Korean for the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Message = str | Promise


class PlanningError(Exception):
    """A request that cannot be carried out as asked.

    `code` is stable and for machines; `message` is for people and may hold `%(name)s` places filled from `params`;
    `errors` lists the culprits one by one (row, field, value, message, expected), each key optional.
    """

    status = 400
    title: Message = _("This cannot be done as asked.")

    def __init__(
        self, code: str, message: Message, /, *, errors: Sequence[Mapping[str, Any]] = (), **params: Any
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.errors = list(errors)
        self.params = params

    @property
    def detail(self) -> str:
        """The message in the active language, its places filled."""
        text = str(self.message)
        return text % self.params if self.params else text

    def __str__(self) -> str:
        return self.detail


class NotAllowed(PlanningError):
    """The person may see the thing but not do this; the message names the missing right and who can give it."""

    status = 403
    title = _("You may not do this.")


class NotFound(PlanningError):
    """There is no such thing, or none that this person may know of: both read the same."""

    status = 404
    title = _("Not found.")

    def __init__(self, code: str = "not_found", message: Message | None = None, /, **params: Any) -> None:
        super().__init__(code, message or _("There is nothing here."), **params)


class Conflict(PlanningError):
    """The thing has changed since the request was made, or clashes with something that is already there."""

    status = 409
    title = _("This has changed in the meantime.")


class IllegalTransition(PlanningError):
    """The step does not exist from the state the thing is in."""

    status = 409
    title = _("This step is not possible now.")


class InfeasibleProblem(PlanningError):
    """No plan can satisfy what was asked; `errors` names the culprits in business words."""

    status = 422
    title = _("No plan can satisfy this.")


class BadImport(PlanningError):
    """The file cannot be read or loaded; nothing was changed."""

    status = 422
    title = _("The file cannot be imported.")
