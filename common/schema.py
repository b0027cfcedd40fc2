"""OpenAPI: every operation says that it may answer with a problem (RFC 9457)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class ProblemItemSerializer(serializers.Serializer):
    """One culprit: where it is, what was given, what was expected."""

    row = serializers.IntegerField(required=False)
    field = serializers.CharField(required=False)
    value = serializers.CharField(required=False)
    message = serializers.CharField(required=False)
    expected = serializers.CharField(required=False)


class ProblemSerializer(serializers.Serializer):
    """RFC 9457 problem details with Evenlode's stable `code`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    params = serializers.DictField()
    errors = ProblemItemSerializer(many=True, required=False)


class ProblemAutoSchema(AutoSchema):
    """Adds the problem as the default response of every operation."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict | None:
        operation = super().get_operation(*args, **kwargs)
        if operation:
            component = self.resolve_serializer(ProblemSerializer, "response")
            operation["responses"]["default"] = {
                "description": "A problem (RFC 9457).",
                "content": {"application/problem+json": {"schema": component.ref}},
            }
        return operation
