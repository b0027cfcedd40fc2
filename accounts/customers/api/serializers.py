"""Shapes of accounts, imports and visits on the wire."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.customers.importing.fields import FIELDS
from accounts.customers.models import Account, ImportJob, Visit
from accounts.customers.selectors.work import visits_due


class CoveredBySerializer(serializers.Serializer):
    """Who covers an account: through its ground (`unit`) or by name (`account`)."""

    role = serializers.CharField()
    territory_key = serializers.CharField()
    territory_name = serializers.CharField()
    position = serializers.CharField(allow_null=True)
    position_name = serializers.CharField(allow_null=True)
    via = serializers.ChoiceField(choices=["unit", "account"])


class AccountSerializer(serializers.ModelSerializer):
    """One line of a list. `covered_by` and the due dates are as of the day asked for."""

    lon = serializers.SerializerMethodField()
    lat = serializers.SerializerMethodField()
    workload_hours = serializers.FloatField()
    last_visit = serializers.DateField(allow_null=True)
    next_due = serializers.DateField(allow_null=True)
    visits_due = serializers.SerializerMethodField()
    covered_by = serializers.SerializerMethodField()

    class Meta:
        model = Account
        fields = [
            "code",
            "name",
            "name_local",
            "kind",
            "status",
            "tier",
            "industry",
            "field_covered",
            "revenue_12m",
            "potential",
            "currency",
            "visits_per_year",
            "minutes_per_visit",
            "workload_hours",
            "address",
            "city",
            "postcode",
            "country",
            "lon",
            "lat",
            "owner",
            "is_national",
            "family",
            "synthetic",
            "last_visit",
            "next_due",
            "visits_due",
            "covered_by",
        ]

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_lon(self, account: Account) -> float | None:
        return account.location.x if account.location else None

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_lat(self, account: Account) -> float | None:
        return account.location.y if account.location else None

    def get_visits_due(self, account: Any) -> int:
        return visits_due(account, self.context["day"])

    @extend_schema_field(CoveredBySerializer(allow_null=True))
    def get_covered_by(self, account: Account) -> dict[str, str] | None:
        rows = self.context["owners"].get(account.pk, [])
        return next((row for row in rows if row["role"] == "primary"), None)


class SaleSerializer(serializers.Serializer):
    month = serializers.DateField()
    product = serializers.CharField(source="product_code")
    amount = serializers.FloatField()
    quantity = serializers.FloatField()


class VisitSerializer(serializers.ModelSerializer):
    position = serializers.CharField(source="position.code", default=None, allow_null=True)

    class Meta:
        model = Visit
        fields = ["id", "on", "minutes", "note", "position"]


class ProductSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())


class AccountDetailSerializer(AccountSerializer):
    """One account with its sales by month, its visits, and everybody who covers it."""

    sales = SaleSerializer(many=True)
    products = ProductSerializer(many=True)
    visits = VisitSerializer(many=True, source="latest_visits")
    coverage = serializers.SerializerMethodField()

    class Meta(AccountSerializer.Meta):
        fields = [*AccountSerializer.Meta.fields, "sales", "products", "visits", "coverage"]

    @extend_schema_field(CoveredBySerializer(many=True))
    def get_coverage(self, account: Account) -> list[dict[str, str]]:
        return self.context["owners"].get(account.pk, [])


class AccountMapSerializer(serializers.Serializer):
    """Columns, one value per account; `lonlat_b64` float32 pairs, `revenue_b64` float64."""

    total = serializers.IntegerField()
    capped = serializers.BooleanField()
    codes = serializers.ListField(child=serializers.CharField())
    names = serializers.ListField(child=serializers.CharField())
    tiers = serializers.ListField(child=serializers.CharField())
    kinds = serializers.ListField(child=serializers.CharField())
    lonlat_b64 = serializers.CharField()
    revenue_b64 = serializers.CharField()


class UnplacedSerializer(serializers.ModelSerializer):
    """An account that lies in no unit, and why."""

    reason = serializers.ChoiceField(choices=["no_place", "abroad", "outside", "unknown_postcode"])
    lon = serializers.FloatField(source="location.x", default=None, allow_null=True)
    lat = serializers.FloatField(source="location.y", default=None, allow_null=True)

    class Meta:
        model = Account
        fields = [
            "code",
            "name",
            "owner",
            "address",
            "city",
            "postcode",
            "country",
            "revenue_12m",
            "lon",
            "lat",
            "reason",
        ]


class PlacementRequestSerializer(serializers.Serializer):
    geography = serializers.CharField()
    unit = serializers.CharField()


class PlacementSerializer(serializers.Serializer):
    geography = serializers.CharField(source="geography.key")
    unit = serializers.CharField(source="unit.code")
    method = serializers.CharField()


class VisitRequestSerializer(serializers.Serializer):
    on = serializers.DateField(required=False)
    minutes = serializers.IntegerField(required=False, default=0, min_value=0, max_value=24 * 60)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class CoveredTerritorySerializer(serializers.Serializer):
    key = serializers.CharField(source="territory_key")
    name = serializers.CharField(source="territory_name")
    position = serializers.CharField(source="position__code")


class MyAccountsSerializer(serializers.Serializer):
    """A rep's ground and accounts on a day, the most urgent visit first.

    `count` and the sums are over the customers; `prospects` counts the others, of whom the most promising are listed.
    """

    day = serializers.DateField()
    positions = serializers.ListField(child=serializers.CharField())
    territories = CoveredTerritorySerializer(many=True)
    count = serializers.IntegerField()
    prospects = serializers.IntegerField()
    revenue_12m = serializers.FloatField()
    potential = serializers.FloatField()
    visits_due = serializers.IntegerField()
    accounts = AccountSerializer(many=True)


class FieldSerializer(serializers.Serializer):
    """A field an import can fill."""

    key = serializers.CharField()
    label = serializers.CharField()
    required = serializers.BooleanField()


class ImportSerializer(serializers.ModelSerializer):
    """An import: what was found in the file, how it is understood, what loading would do or did."""

    field_force = serializers.CharField(source="field_force.key")
    geography = serializers.CharField(source="geography.key", default=None, allow_null=True)
    fields_available = serializers.SerializerMethodField()
    has_rejected = serializers.SerializerMethodField()

    class Meta:
        model = ImportJob
        fields = [
            "id",
            "kind",
            "file_name",
            "state",
            "field_force",
            "geography",
            "layout",
            "mapping",
            "partial",
            "fields_available",
            "report",
            "error",
            "progress",
            "has_rejected",
            "created_at",
        ]

    @extend_schema_field(FieldSerializer(many=True))
    def get_fields_available(self, job: ImportJob) -> list[dict[str, Any]]:
        return [{"key": f.key, "label": str(f.label), "required": f.required} for f in FIELDS.values()]

    def get_has_rejected(self, job: ImportJob) -> bool:
        return bool(job.rejected)


class ImportUploadSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=ImportJob.Kind.choices, default=ImportJob.Kind.ACCOUNTS)
    file = serializers.FileField(allow_empty_file=True)
    field_force = serializers.CharField()
    geography = serializers.CharField(required=False, allow_blank=True)


class ImportMappingSerializer(serializers.Serializer):
    mapping = serializers.DictField(child=serializers.CharField(allow_blank=True, allow_null=True))
    geography = serializers.CharField(required=False, allow_blank=True)
    partial = serializers.BooleanField(default=False)


class CutRequestSerializer(serializers.Serializer):
    geography = serializers.CharField()
    as_of = serializers.DateField(required=False)


class FrozenCutSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    key = serializers.CharField()
    as_of = serializers.DateField()
    hash = serializers.CharField()
