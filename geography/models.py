"""Immutable ground (geographies, units, borders, measures), its editable links, data cuts, and boundary imports."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

FLOAT64 = np.dtype("<f8")


class VectorField(models.BinaryField):
    """A float64 vector, one value per unit in idx order, stored as little-endian bytes."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> np.ndarray | None:
        return None if value is None else np.frombuffer(bytes(value), FLOAT64)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        raw = None if value is None else np.ascontiguousarray(value, FLOAT64).tobytes()
        return super().get_db_prep_value(raw, connection, prepared)


class Geography(models.Model):
    """One immutable release of a boundary set. A new release is a new geography."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    level_name = models.CharField(max_length=60)
    level_names = models.JSONField(default=dict)
    country = models.CharField(max_length=2)
    release = models.CharField(max_length=60)
    approximate = models.BooleanField(default=False)
    attribution = models.TextField(blank=True)
    srid_planning = models.PositiveIntegerField()
    n_units = models.PositiveIntegerField()
    n_borders = models.PositiveIntegerField()
    bbox = ArrayField(models.FloatField(), size=4)
    parent_levels = ArrayField(models.CharField(max_length=40), default=list)
    parent_names = models.JSONField(default=dict)
    tiles = models.CharField(max_length=200, blank=True)
    mesh = models.CharField(max_length=200, blank=True)
    min_zoom = models.PositiveSmallIntegerField(default=0)
    max_zoom = models.PositiveSmallIntegerField(default=0)
    report = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["country", "key"]
        verbose_name_plural = "geographies"

    def __str__(self) -> str:
        return f"{self.name} ({self.release})"


class Unit(models.Model):
    """The smallest piece of ground that moves as a whole."""

    geography = models.ForeignKey(Geography, on_delete=models.CASCADE, related_name="units")
    idx = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    parents = models.JSONField(default=dict)
    point = models.PointField()
    area_km2 = models.FloatField()
    geom = models.MultiPolygonField()

    class Meta:
        ordering = ["geography", "idx"]
        constraints = [
            models.UniqueConstraint(fields=["geography", "idx"], name="unit_idx_once"),
            models.UniqueConstraint(fields=["geography", "code"], name="unit_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Border(models.Model):
    """Two units that share a line."""

    geography = models.ForeignKey(Geography, on_delete=models.CASCADE, related_name="borders")
    a = models.PositiveIntegerField()
    b = models.PositiveIntegerField()
    length_km = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["geography", "a", "b"], name="border_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="border_ascending"),
        ]

    def __str__(self) -> str:
        return f"{self.a}–{self.b}"


class LinkSet(models.Model):
    """One version of what the borders miss or must not count."""

    geography = models.ForeignKey(Geography, on_delete=models.CASCADE, related_name="link_sets")
    version = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["geography", "version"]
        constraints = [models.UniqueConstraint(fields=["geography", "version"], name="link_set_version_once")]

    def __str__(self) -> str:
        return f"{self.geography_id} v{self.version}"


class Link(models.Model):
    """Two units that count as neighbours without a border, or (barrier) do not count although they have one."""

    class Kind(models.TextChoices):
        BRIDGE = "bridge", _("Bridge")
        FERRY = "ferry", _("Ferry")
        MANUAL = "manual", _("Set by hand")
        BARRIER = "barrier", _("Barrier")

    link_set = models.ForeignKey(LinkSet, on_delete=models.CASCADE, related_name="links")
    a = models.PositiveIntegerField()
    b = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    length_km = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link_set", "a", "b"], name="link_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="link_ascending"),
        ]

    def __str__(self) -> str:
        return f"{self.a}–{self.b} {self.kind}"


class GeographyMeasure(models.Model):
    """An additive number per unit that comes with the ground itself: people, households, income."""

    geography = models.ForeignKey(Geography, on_delete=models.CASCADE, related_name="measures")
    key = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    unit = models.CharField(max_length=20, blank=True)
    vector = VectorField()

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["geography", "key"], name="geography_measure_once")]

    def __str__(self) -> str:
        return self.key


class DataCut(models.Model):
    """The frozen figures of a basis as of a day (기준일). Every plan pins one; it is never changed, only replaced."""

    geography = models.ForeignKey(Geography, on_delete=models.PROTECT, related_name="cuts")
    key = models.SlugField(max_length=80)
    as_of = models.DateField()
    currency = models.CharField(max_length=3, blank=True)
    definitions = models.JSONField(default=list)
    hash = models.CharField(max_length=64)
    account_table = models.BinaryField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-as_of", "-id"]
        constraints = [models.UniqueConstraint(fields=["geography", "key", "hash"], name="cut_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.as_of}"


class CutMeasure(models.Model):
    """One measure of a cut: its value per unit over all accounts that lie there, and what lies in no unit."""

    cut = models.ForeignKey(DataCut, on_delete=models.CASCADE, related_name="measures")
    key = models.SlugField(max_length=60)
    vector = VectorField()
    total = models.FloatField()
    unplaced = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cut", "key"], name="cut_measure_once")]

    def __str__(self) -> str:
        return self.key


class BoundaryImport(models.Model):
    """A boundary file on its way in: uploaded, checked (dry run), loaded as a new geography — or refused, unchanged."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        LOADING = "loading", _("Being loaded")
        LOADED = "loaded", _("Loaded")
        FAILED = "failed", _("Failed")

    file = models.FileField(upload_to="imports/boundaries/")
    file_name = models.CharField(max_length=200)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    report = models.JSONField(default=dict)
    geography = models.ForeignKey(Geography, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"
