"""What was published, and when it takes force. Who covers what is written in `accounts.coverage`, never here."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import FieldForce
from territories.alignments.models import Alignment, Revision


class Publication(models.Model):
    """A revision that takes force on its effective date, and may be spoken of from its announcement date on."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("replaced")
        CALLED_BACK = "called_back", _("called back")

    alignment = models.ForeignKey(Alignment, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    field_force = models.ForeignKey(FieldForce, on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField()
    announce_on = models.DateField()
    ref = models.CharField(max_length=60, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    #: Per territory: index and workload before and after, and what goes where. Written once, so that "why" stays what
    #: was said.
    figures = models.JSONField(default=dict)
    called_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    called_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["field_force", "effective_on"],
                condition=Q(called_back_at__isnull=True),
                name="publication_one_plan_per_force_and_day",
            ),
            models.CheckConstraint(
                condition=Q(announce_on__lte=F("effective_on")), name="publication_announced_before_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alignment_id} r{self.revision_id} from {self.effective_on}"

    def state_on(self, day: datetime.date, ends_on: datetime.date | None) -> str:
        """The state on a day; `ends_on` is when the next publication of the force takes over, if one does."""
        if self.called_back_at is not None:
            return self.State.CALLED_BACK
        if self.effective_on > day:
            return self.State.WAITING
        return self.State.ENDED if ends_on is not None and ends_on <= day else self.State.IN_FORCE
