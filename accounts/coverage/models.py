"""Who covers what, in two times: on which days it holds, and from when on it is known.

A plan takes force by rows written here; nothing here ever looks up at a plan. `valid_during` is the days on which a row
holds; `known_during` is when readers may take it as the truth: it begins on the announcement date, so what has been
published but not announced does not exist for the field, and what it replaces still stands unbroken.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from geography.models import Unit
from people.models import FieldForce, Position


class Role(models.TextChoices):
    PRIMARY = "primary", _("primary")
    SERVICE = "service", _("service")
    OVERLAY = "overlay", _("overlay")


class CoverageRow(models.Model):
    """What unit rows and named-account rows have in common."""

    field_force = models.ForeignKey(FieldForce, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.PRIMARY)
    share = models.FloatField(default=1.0)
    territory_key = models.CharField(max_length=60)
    territory_name = models.CharField(max_length=120)
    position = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_during = DateRangeField()
    known_during = DateTimeRangeField()
    announced_on = models.DateField(null=True, blank=True)
    #: The publication whose decision the row states.
    publication_ref = models.CharField(max_length=60)
    #: The write that put the row here: the publication itself, or a later one that cut its days short.
    written_ref = models.CharField(max_length=60, db_index=True)
    #: The write that ended its being known, if one has.
    replaced_ref = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        abstract = True


def _one_primary(thing: str, name: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            (thing, RangeOperators.EQUAL),
            ("field_force", RangeOperators.EQUAL),
            ("valid_during", RangeOperators.OVERLAPS),
            ("known_during", RangeOperators.OVERLAPS),
        ],
        condition=models.Q(role=Role.PRIMARY),
    )


class CoverageUnit(CoverageRow):
    """A position covers a unit of ground."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [_one_primary("unit", "coverage_one_primary_per_unit_and_day")]
        indexes = [
            models.Index(fields=["position", "unit"], name="coverage_unit_of_position"),
            GistIndex(fields=["field_force", "valid_during"], name="coverage_unit_days"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} → {self.territory_key}"


class CoverageAccount(CoverageRow):
    """A position covers one account by name, whatever ground it lies on."""

    account_code = models.CharField(max_length=60)
    cause = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [_one_primary("account_code", "coverage_one_primary_per_account_and_day")]
        indexes = [
            models.Index(fields=["position", "account_code"], name="coverage_account_of_position"),
            models.Index(fields=["account_code"], name="coverage_account_code"),
        ]

    def __str__(self) -> str:
        return f"account {self.account_code} → {self.territory_key}"
