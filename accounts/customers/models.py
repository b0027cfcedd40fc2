"""Customers and prospects: where they lie, what they buy, when they are visited, and how they came in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from common.models import TimeStamped
from geography.models import Geography, Unit
from people.models import FieldForce, Position

TIERS = ("A", "B", "C", "D")


class Account(TimeStamped):
    """A customer or prospect of a field force."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        PROSPECT = "prospect", _("prospect")

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_local = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CUSTOMER)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    industry = models.CharField(max_length=100, blank=True)
    tier = models.CharField(max_length=1, blank=True, choices=[(tier, tier) for tier in TIERS])
    #: False: served from inside, so it makes no work in the field.
    field_covered = models.BooleanField(default=True)
    revenue_12m = models.FloatField(default=0)
    potential = models.FloatField(default=0)
    visits_per_year = models.FloatField(default=0)
    minutes_per_visit = models.FloatField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    location = models.PointField(null=True, blank=True, srid=4326)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    #: As the file had it: raw text, mapped to positions only when today's plan is inferred.
    owner = models.CharField(max_length=120, blank=True)
    is_national = models.BooleanField(default=False)
    family = models.CharField(max_length=120, blank=True)
    synthetic = models.BooleanField(default=False)
    field_force = models.ForeignKey(FieldForce, on_delete=models.PROTECT, related_name="+")
    imported_by = models.ForeignKey(
        "ImportJob", null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visits_per_year__gte=0, minutes_per_visit__gte=0), name="account_effort_not_negative"
            )
        ]
        indexes = [
            models.Index(fields=["field_force", "owner"], name="account_owner_text"),
            models.Index(fields=["field_force", "-revenue_12m"], name="account_by_revenue"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="account_name_search"),
            GinIndex(OpClass(Upper("name_local"), name="gin_trgm_ops"), name="account_local_name_search"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def workload_hours(self) -> float:
        """Hours in the field that the account asks for in a year."""
        return self.visits_per_year * self.minutes_per_visit / 60 if self.field_covered else 0.0


class Placement(models.Model):
    """In which unit of a geography an account lies, on which days, and how that was found."""

    class Method(models.TextChoices):
        COORDINATES = "coordinates", _("by coordinates")
        POSTCODE = "postcode", _("by postcode")
        CODE = "code", _("by unit code")
        MANUAL = "manual", _("by hand")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="placements")
    geography = models.ForeignKey(Geography, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    valid_during = DateRangeField()
    method = models.CharField(max_length=12, choices=Method.choices)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="placement_one_unit_per_geography_and_day",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("geography", RangeOperators.EQUAL),
                    ("valid_during", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.unit_id}"


class PostcodePlace(models.Model):
    """The unit of a geography in which a postcode lies. Not exact: a PO box or single building inside that unit."""

    geography = models.ForeignKey(Geography, on_delete=models.CASCADE, related_name="+", db_index=False)
    postcode = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    exact = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["geography", "postcode"], name="postcode_once_per_geography")]

    def __str__(self) -> str:
        return f"{self.postcode} in {self.unit_id}"


class Product(models.Model):
    """What is sold."""

    field_force = models.ForeignKey(FieldForce, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["field_force", "code"], name="product_code_once_per_force")]

    def __str__(self) -> str:
        return self.code


class Sale(models.Model):
    """What one account bought of one product in one month (its first day)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sales")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    amount = models.FloatField()
    quantity = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "month", "product"], name="sale_once_per_month")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month} {self.amount}"


class Visit(models.Model):
    """A call that was made."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="visits", db_index=False)
    position = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    minutes = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["account", "-on"], name="visit_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.on}"


class ImportJob(TimeStamped):
    """One file on its way in: what was found in it, what was decided, what became of it."""

    class Kind(models.TextChoices):
        ACCOUNTS = "accounts", _("accounts")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        LOADING = "loading", _("being loaded")
        LOADED = "loaded", _("loaded")
        FAILED = "failed", _("failed")
        UNDONE = "undone", _("undone")

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ACCOUNTS)
    field_force = models.ForeignKey(FieldForce, on_delete=models.CASCADE, related_name="+")
    geography = models.ForeignKey(Geography, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    file = models.FileField(upload_to="imports/accounts")
    file_name = models.CharField(max_length=200)
    #: How the file reads: format, encoding, delimiter, columns with guesses and samples.
    layout = models.JSONField(default=dict)
    #: Field → column heading.
    mapping = models.JSONField(default=dict)
    partial = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    report = models.JSONField(default=dict)
    rejected = models.FileField(upload_to="imports/rejected", blank=True)
    progress = models.FloatField(default=0)
    error = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name} {self.state}"


class ImportChange(models.Model):
    """What an import did to one account, so that it can be undone as a whole: `before` is None for a new one."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="changes")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "account"], name="import_change_once")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.account_id}"
