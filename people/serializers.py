"""Shapes of people on the wire."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from people.models import ApiToken, FieldForce, Position, RosterEntry, User


class NamesSerializer(serializers.Serializer):
    """A name in English and Korean; either may be missing."""

    en = serializers.CharField(required=False)
    ko = serializers.CharField(required=False)


class FieldForceSerializer(serializers.ModelSerializer):
    names = NamesSerializer()
    levels = NamesSerializer(many=True)

    class Meta:
        model = FieldForce
        fields = ["key", "name", "names", "currency", "hours_per_year", "levels", "geography_key"]


class GrantSerializer(serializers.Serializer):
    role = serializers.CharField()
    field_force = serializers.CharField(source="field_force.key", default=None, allow_null=True)
    position = serializers.CharField(source="position.code", default=None, allow_null=True)


class SeatSerializer(serializers.ModelSerializer):
    field_force = serializers.CharField(source="field_force.key")
    names = NamesSerializer()

    class Meta:
        model = Position
        fields = ["code", "name", "names", "level", "field_force"]


class MeSerializer(serializers.ModelSerializer):
    """The signed-in person: what they may do and where they begin."""

    name = serializers.CharField(source="display_name")
    roles = GrantSerializer(many=True)
    positions = SeatSerializer(many=True)
    field_forces = FieldForceSerializer(many=True)
    landing = serializers.ChoiceField(choices=["plans", "reviews", "rep", "admin"])

    class Meta:
        model = User
        fields = [
            "id",
            "username",
            "name",
            "email",
            "language",
            "theme",
            "roles",
            "positions",
            "field_forces",
            "landing",
        ]


class MeUpdateSerializer(serializers.Serializer):
    language = serializers.ChoiceField(choices=["", "en", "ko"], required=False)
    theme = serializers.ChoiceField(choices=User.Theme.choices, required=False)


class RepOnSeatSerializer(serializers.ModelSerializer):
    employee_no = serializers.CharField(source="rep.employee_no")
    name = serializers.CharField(source="rep.name")
    names = NamesSerializer(source="rep.names")

    class Meta:
        model = RosterEntry
        fields = ["employee_no", "name", "names", "kind"]


class PositionSerializer(serializers.ModelSerializer):
    """A post with the people who sit on it today."""

    names = NamesSerializer()
    parent = serializers.CharField(source="parent.code", default=None, allow_null=True)
    home = serializers.SerializerMethodField()
    incumbents = RepOnSeatSerializer(source="current", many=True)
    vacant = serializers.SerializerMethodField()

    class Meta:
        model = Position
        fields = [
            "id",
            "code",
            "name",
            "names",
            "level",
            "parent",
            "kind",
            "capacity",
            "home",
            "home_label",
            "closed_on",
            "incumbents",
            "vacant",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.FloatField(), allow_null=True))
    def get_home(self, position: Position) -> list[float] | None:
        return [position.home.x, position.home.y] if position.home else None

    def get_vacant(self, position: Position) -> bool:
        return not any(entry.kind == RosterEntry.Kind.PRIMARY for entry in position.current)


class TokenSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="token_key")

    class Meta:
        model = ApiToken
        fields = ["id", "name", "scope", "created", "expiry"]


class TokenMadeSerializer(TokenSerializer):
    """A fresh token with its secret, shown this once."""

    token = serializers.CharField()

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


class TokenRequestSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    scope = serializers.ChoiceField(choices=ApiToken.Scope.choices, default=ApiToken.Scope.READ)
    days = serializers.IntegerField(default=90)
