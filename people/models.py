"""Who there is: users who sign in, field forces, the tree of positions, reps, and who sits where from when to when."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from common.models import TimeStamped


def default_levels() -> list[dict[str, str]]:
    """Names of the levels of the tree, leaf first; an installation may rename them."""
    return [
        {"en": "territory", "ko": "담당구역"},
        {"en": "district", "ko": "지점"},
        {"en": "region", "ko": "지역본부"},
    ]


class User(AbstractUser):
    """A person who signs in."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("as the device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    #: Empty: as the browser asks.
    language = models.CharField(max_length=5, blank=True, choices=[("en", "English"), ("ko", "한국어")])
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


class ApiToken(AbstractAuthToken):
    """A script's key: stored hashed, with a scope and an expiry."""

    class Scope(models.TextChoices):
        READ = "read", _("read")
        WRITE = "write", _("read and write")

    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=5, choices=Scope.choices, default=Scope.READ)

    def __str__(self) -> str:
        return f"{self.name} ({self.scope})"


class FieldForce(TimeStamped):
    """One sales team. Several may overlay the same ground, so it carries no geography, only a hint."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    currency = models.CharField(max_length=3, default="USD")
    #: Workload hours that one full position can carry in a year.
    hours_per_year = models.FloatField(default=1500)
    levels = models.JSONField(default=default_levels)
    geography_key = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Position(TimeStamped):
    """A post that holds territories, with its place in the tree of posts. It may be vacant."""

    class Level(models.IntegerChoices):
        REP = 0, _("rep")
        FIRST_LINE = 1, _("first-line manager")
        SECOND_LINE = 2, _("second-line manager")
        HEAD = 3, _("head")

    class Kind(models.TextChoices):
        EMPLOYEE = "employee", _("employee")
        AGENT = "agent", _("agent")
        DEALER = "dealer", _("dealer")
        CONTRACT = "contract", _("contract")

    field_force = models.ForeignKey(FieldForce, on_delete=models.PROTECT, related_name="positions")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.REP)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.EMPLOYEE)
    capacity = models.FloatField(default=1.0)
    home = models.PointField(null=True, blank=True, srid=4326)
    home_label = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["field_force", "code"], name="position_code_once_per_force"),
            models.CheckConstraint(condition=models.Q(capacity__gte=0), name="position_capacity_not_negative"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="position_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Rep(TimeStamped):
    """A person in the field, with or without a sign-in."""

    employee_no = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="rep")
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["employee_no"]

    def __str__(self) -> str:
        return f"{self.name} ({self.employee_no})"


class RosterEntry(TimeStamped):
    """Who sits on which position on which days. Only *primary* is exclusive."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("primary")
        ACTING = "acting", _("acting")
        TRAINEE = "trainee", _("trainee")
        JOB_SHARE = "job_share", _("job share")

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="roster")
    rep = models.ForeignKey(Rep, on_delete=models.PROTECT, related_name="roster")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PRIMARY)
    valid_during = DateRangeField()

    class Meta:
        verbose_name_plural = "roster entries"
        constraints = [
            ExclusionConstraint(
                name="roster_one_primary_per_position_and_day",
                expressions=[("position", RangeOperators.EQUAL), ("valid_during", RangeOperators.OVERLAPS)],
                condition=models.Q(kind="primary"),
            ),
            models.CheckConstraint(condition=models.Q(valid_during__isempty=False), name="roster_some_day"),
        ]

    def __str__(self) -> str:
        return f"{self.rep_id} on {self.position_id} {self.valid_during}"


class RoleGrant(TimeStamped):
    """A right: a role, for one field force or all of them, for a position's part of the tree or the whole."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        PLANNER = "planner", _("planner")
        MANAGER = "manager", _("manager")
        REP = "rep", _("rep")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=15, choices=Role.choices)
    field_force = models.ForeignKey(FieldForce, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    position = models.ForeignKey(Position, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "field_force", "position"], name="role_granted_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A grant on a position is a grant within that position's field force."""
        if self.position is not None:
            self.field_force = self.position.field_force
        super().save(*args, **kwargs)
