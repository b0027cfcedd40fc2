"""Submissions, their parts, and what is said about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.errors import IllegalTransition
from people.models import Position
from territories.alignments.models import Alignment, Revision
from territories.alignments.state import KEY_LENGTH


class Submission(models.Model):
    """One revision put before those who decide on its changed parts."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SENT_BACK = "sent_back", _("sent back")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    alignment = models.ForeignKey(Alignment, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    #: What it is compared with: "coverage:YYYY-MM-DD", "alignment:ID" with its revision at that time, or "" for
    #: nothing.
    baseline = models.CharField(max_length=60, blank=True)
    #: Slots of the plan, uint16 per unit, deflated: who holds each unit in the baseline.
    baseline_vector = models.BinaryField()
    #: Of the whole plan: what changes hands.
    figures = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alignment"], condition=Q(state="open"), name="submission_one_open_per_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.alignment_id} r{self.revision_id} ({self.state})"

    def close(self, state: str) -> None:
        """The pure transition: only an open submission can be closed, once."""
        if self.state != self.State.OPEN:
            raise IllegalTransition(
                "submission_closed", _("This submission is %(state)s already."), state=self.get_state_display()
            )
        self.state = state


class Part(models.Model):
    """A changed part of the tree and the position that decides on it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="parts")
    territory_key = models.CharField(max_length=KEY_LENGTH)
    name = models.CharField(max_length=120)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    figures = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["territory_key"]
        constraints = [models.UniqueConstraint(fields=["submission", "territory_key"], name="part_once_per_submission")]

    def __str__(self) -> str:
        return f"{self.territory_key} ({self.state})"

    def decide(self, state: str) -> None:
        """The pure transition: a part is decided once."""
        if self.state != self.State.WAITING:
            raise IllegalTransition(
                "part_decided", _("%(name)s is %(state)s already."), name=self.name, state=self.get_state_display()
            )
        self.state = state


class Comment(models.Model):
    """Something said about a submission, or about one territory in it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comments")
    territory_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:40]
