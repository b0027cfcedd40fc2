"""The record of a run: the truth about it, whatever happens to the processes that carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.errors import IllegalTransition
from common.models import TimeStamped
from territories.runs.request import RunRequest, request_from_json

MAX_ATTEMPTS = 3


class Run(TimeStamped):
    """One optimisation job on one revision of a plan.

    `worker` names the process that has claimed the run, by a token made for that claim; empty means that nobody works
    on it. Whoever writes progress does so only where the token is still its own: a process that lost its claim finds
    out at its next write.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        STOPPING = "stopping", _("stopping")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        INFEASIBLE = "infeasible", _("not possible as asked")
        DISCARDED = "discarded", _("thrown away")
        ACCEPTED = "accepted", _("accepted")

    ACTIVE = (State.QUEUED, State.RUNNING, State.STOPPING)
    TRANSITIONS: Mapping[str, tuple[str, ...]] = {
        State.QUEUED: (State.RUNNING, State.STOPPING, State.FAILED, State.DISCARDED),
        State.RUNNING: (State.QUEUED, State.STOPPING, State.DONE, State.FAILED, State.INFEASIBLE, State.DISCARDED),
        State.STOPPING: (State.DONE, State.FAILED, State.INFEASIBLE, State.DISCARDED),
        State.DONE: (State.ACCEPTED, State.DISCARDED),
        State.FAILED: (State.DISCARDED,),
        State.INFEASIBLE: (State.DISCARDED,),
        State.DISCARDED: (),
        State.ACCEPTED: (),
    }

    alignment = models.ForeignKey("alignments.Alignment", on_delete=models.CASCADE, related_name="+")
    #: Number of the revision that the run starts from.
    base = models.PositiveIntegerField()
    request = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    #: Language of the one who asked: new territories are named in it.
    language = models.CharField(max_length=5, default="en")

    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    progress = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    #: Best vector so far: uint16 slot per unit of the geography, deflated; and the territories it speaks of that the
    #: plan lacks.
    incumbent = models.BinaryField(null=True, blank=True)
    incumbent_territories = models.JSONField(default=list)
    #: What accepting would change, relative to `base`, new territories under provisional keys and slots.
    delta = models.BinaryField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    error = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    log = models.TextField(blank=True)

    accepted_into = models.ForeignKey(
        "alignments.Alignment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_revision = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state"], name="run_active", condition=Q(state__in=["queued", "running", "stopping"]))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["alignment"],
                condition=Q(state__in=["queued", "running", "stopping"]),
                name="run_one_at_a_time_per_plan",
            ),
            models.CheckConstraint(condition=Q(attempt__lte=MAX_ATTEMPTS), name="run_attempts_limited"),
            models.CheckConstraint(
                condition=Q(worker="") | Q(state__in=["running", "stopping"], heartbeat_at__isnull=False),
                name="run_claimed_while_going_on",
            ),
            models.CheckConstraint(condition=~Q(state="running") | ~Q(worker=""), name="run_running_is_claimed"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "stopping"]) ^ Q(finished_at__isnull=False),
                name="run_finished_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "accepted"]) | Q(delta__isnull=False, result__isnull=False),
                name="run_done_has_a_result",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_revision__isnull=False),
                name="run_accepted_names_its_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} ({self.state})"

    @property
    def wish(self) -> RunRequest:
        return request_from_json(self.request)

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    def require_step(self, to: str) -> None:
        """Raises IllegalTransition unless the table allows to go from the present state to `to`."""
        if to not in self.TRANSITIONS[self.state]:
            raise IllegalTransition(
                "run_step", _("The run is “%(state)s”; it cannot become “%(to)s”."),
                state=self.get_state_display(), to=self.State(to).label,
            )  # fmt: skip

    def incumbent_facts(self) -> dict[str, Any]:
        """When the best vector so far was found, and how good it is."""
        return {name: self.progress.get(name) for name in ("seconds", "objective", "violation", "out_of_band")}
