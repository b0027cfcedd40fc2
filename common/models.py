"""Abstract bases and the audit record."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class TimeStamped(models.Model):
    """Knows when it was made and last changed."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class AuditRecord(models.Model):
    """Who did what to which thing, and when. Written once, never changed."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    # No foreign keys: the record outlives both the person and the thing, and this floor knows neither.
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=150, blank=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"])]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.actor_name or 'system'} {self.verb} {self.object_type} {self.object_id}"
