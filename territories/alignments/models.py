"""Alignments as named lines of revisions. The rows hold bytes and figures; their meaning is in `state.py` and
`delta.py`.

A family is an alignment with all its forks: a slot is given once in it and never again, so that states of one family
can be compared and merged slot by slot.
"""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.errors import IllegalTransition
from common.models import TimeStamped
from geography.models import DataCut, Geography, LinkSet
from people.models import FieldForce, Position
from territories.alignments.state import KEY_LENGTH


def default_index() -> list[dict[str, Any]]:
    return [{"measure": "workload_hours", "weight": 1.0}]


def default_band() -> list[float]:
    return [0.9, 1.1]


class Family(models.Model):
    """What slots are unique in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.id)


class SlotGrant(models.Model):
    """A slot once given to a territory key."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="slots")
    key = models.CharField(max_length=KEY_LENGTH)
    slot = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["family", "key"], name="slot_grant_key_once"),
            models.UniqueConstraint(fields=["family", "slot"], name="slot_grant_slot_once"),
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=65_535), name="slot_grant_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.slot}"


class Alignment(TimeStamped):
    """One complete answer to "who covers what" for a field force on a geography. In the interface: plan, scenario."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    STEPS = {
        # Straight to published: only today's plan, which states what is so and needs nobody to approve it.
        State.DRAFT: {State.SUBMITTED, State.PUBLISHED, State.ARCHIVED},
        State.SUBMITTED: {State.DRAFT, State.APPROVED},
        State.APPROVED: {State.DRAFT, State.PUBLISHED, State.ARCHIVED},
        State.PUBLISHED: {State.APPROVED, State.ARCHIVED},
        State.ARCHIVED: {State.DRAFT},
    }

    field_force = models.ForeignKey(FieldForce, on_delete=models.PROTECT, related_name="+")
    geography = models.ForeignKey(Geography, on_delete=models.PROTECT, related_name="+")
    cut = models.ForeignKey(DataCut, on_delete=models.PROTECT, related_name="+")
    link_set = models.ForeignKey(LinkSet, on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="alignments")
    forked_from = models.ForeignKey("Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="forks")
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    index = models.JSONField(default=default_index)
    band = models.JSONField(default=default_band)
    effective_on = models.DateField(null=True, blank=True)
    announce_on = models.DateField(null=True, blank=True)
    confidential = models.BooleanField(default=False)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    reviewers = models.ManyToManyField(Position, blank=True, related_name="+")
    #: How the plan began, where that is worth knowing later: the owner map it was read with.
    origin = models.JSONField(default=dict, blank=True)
    head = models.OneToOneField("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_state = models.BinaryField(default=bytes)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [models.Index(fields=["field_force", "state"], name="plan_by_force_and_state")]

    def __str__(self) -> str:
        return self.name

    def go(self, state: str) -> None:
        """The pure transition; raises IllegalTransition for a step that does not exist."""
        if state not in self.STEPS[self.State(self.state)]:
            raise IllegalTransition(
                "plan_step",
                _("A plan that is %(now)s cannot become %(then)s."),
                now=self.get_state_display(),
                then=self.State(state).label,
            )
        self.state = state


class Revision(models.Model):
    """One immutable step of an alignment. Only ever inserted."""

    class Cause(models.TextChoices):
        CREATE = "create", _("created")
        FORK = "fork", _("copied as a scenario")
        PAINT = "paint", _("drawn by hand")
        SOLVE = "solve", _("optimised")
        IMPORT = "import", _("imported")
        INFER = "infer", _("read from the owner column")
        UNDO = "undo", _("undone")
        MERGE = "merge", _("merged")
        RESTORE = "restore", _("restored")

    alignment = models.ForeignKey(Alignment, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    second_parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    message = models.CharField(max_length=300, blank=True)
    cause = models.CharField(max_length=12, choices=Cause, default=Cause.PAINT)
    delta = models.BinaryField()
    snapshot = models.BinaryField(null=True, blank=True)
    hash = models.CharField(max_length=64)
    summary = models.JSONField(default=dict)

    class Meta:
        ordering = ["alignment", "number"]
        constraints = [models.UniqueConstraint(fields=["alignment", "number"], name="revision_number_once")]
        triggers = [
            pgtrigger.Protect(name="revision_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="revision_never_changed",
                operation=pgtrigger.UpdateOf(
                    "alignment_id", "number", "parent_id", "at", "cause", "delta", "snapshot", "hash"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alignment_id} r{self.number}"
