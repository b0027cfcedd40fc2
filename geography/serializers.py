"""Shapes of the ground API's answers."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language
from rest_framework import serializers

from geography.models import BoundaryImport, Geography


class MeasureInfoSerializer(serializers.Serializer):
    """A measure that comes with the ground."""

    key = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    unit = serializers.CharField()
    total = serializers.FloatField()


class GeographySerializer(serializers.ModelSerializer):
    """A geography in a list."""

    name = serializers.SerializerMethodField()
    level_name = serializers.SerializerMethodField()
    tiles = serializers.SerializerMethodField(help_text="Address of the PMTiles archive, or null.")
    mesh = serializers.SerializerMethodField(help_text="Address of the renderer's mesh, or null.")
    version = serializers.CharField(
        source="content_hash", help_text="Append as ?v= to units, measures: then the answer may be kept for ever."
    )

    class Meta:
        model = Geography
        fields = [
            "key",
            "name",
            "names",
            "level_name",
            "level_names",
            "country",
            "release",
            "approximate",
            "attribution",
            "srid_planning",
            "n_units",
            "n_borders",
            "bbox",
            "parent_levels",
            "tiles",
            "mesh",
            "min_zoom",
            "max_zoom",
            "version",
            "frozen_at",
        ]

    def get_name(self, geography: Geography) -> str:
        return geography.names.get(get_language() or "en", geography.name)

    def get_level_name(self, geography: Geography) -> str:
        return geography.level_names.get(get_language() or "en", geography.level_name)

    def get_tiles(self, geography: Geography) -> str | None:
        return f"{settings.TILES_URL}{geography.tiles}" if geography.tiles else None

    def get_mesh(self, geography: Geography) -> str | None:
        return f"{settings.TILES_URL}{geography.mesh}" if geography.mesh else None


class GeographyDetailSerializer(GeographySerializer):
    """A geography with its report, the names of its parents and its measures."""

    measures = MeasureInfoSerializer(many=True)
    link_set = serializers.IntegerField(help_text="The newest version of the links.")

    class Meta(GeographySerializer.Meta):
        fields = [*GeographySerializer.Meta.fields, "parent_names", "report", "measures", "link_set"]


class UnitsSerializer(serializers.Serializer):
    """All units, columns in idx order."""

    codes = serializers.ListField(child=serializers.CharField())
    names = serializers.ListField(child=serializers.CharField())
    names_ko = serializers.ListField(child=serializers.CharField(), help_text="Empty where there is none.")
    parents = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="Level → the code of each unit's parent."
    )
    lonlat_b64 = serializers.CharField(help_text="float32 pairs: longitude, latitude of a point inside the unit.")
    area_b64 = serializers.CharField(help_text="float32: km².")


class AdjacencySerializer(serializers.Serializer):
    """Who counts as whose neighbour: borders + links − barriers."""

    link_set = serializers.IntegerField()
    edges_b64 = serializers.CharField(help_text="int32 pairs a < b, ascending.")
    length_b64 = serializers.CharField(help_text="float32: km of common border, 0 for a link.")
    links = serializers.ListField(
        child=serializers.DictField(), help_text="This version's links: a, b, kind, length_km."
    )


class MeasureVectorSerializer(serializers.Serializer):
    """One measure per unit."""

    names = serializers.DictField(child=serializers.CharField())
    unit = serializers.CharField()
    b64 = serializers.CharField(help_text="float64 in idx order.")


class BoundaryImportSerializer(serializers.ModelSerializer):
    """A boundary file on its way in."""

    geography = serializers.SlugRelatedField(slug_field="key", read_only=True)

    class Meta:
        model = BoundaryImport
        fields = ["id", "file_name", "mapping", "state", "report", "geography", "created_at"]


class BoundaryUploadSerializer(serializers.Serializer):
    """A boundary file and, where the guesses are wrong, which fields to read."""

    file = serializers.FileField(allow_empty_file=True, help_text="GeoJSON, GeoPackage, or a zipped Shapefile.")
    code_field = serializers.CharField(required=False, allow_blank=True, help_text="The field with the unit's code.")
    name_field = serializers.CharField(required=False, allow_blank=True)
    layer = serializers.CharField(required=False, allow_blank=True, help_text="Of a GeoPackage with several layers.")


class BoundaryLoadSerializer(serializers.Serializer):
    """What the new geography is to be called."""

    key = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=200)
    level_name = serializers.CharField(max_length=60, required=False, default="area")
    country = serializers.CharField(max_length=2, required=False, default="", allow_blank=True)
    release = serializers.CharField(max_length=60, required=False, default="1")
    attribution = serializers.CharField(required=False, default="", allow_blank=True)


class MapConfigSerializer(serializers.Serializer):
    """What lies under the plan: own files, or what this installation is configured to use."""

    style = serializers.CharField(allow_null=True, help_text="A complete MapLibre style; wins over the rest.")
    tiles = serializers.CharField(allow_null=True, help_text="A raster tile template {z}/{x}/{y}.")
    pmtiles = serializers.CharField(allow_null=True, help_text="A PMTiles archive; the offline base map by default.")
    layers = serializers.ListField(
        child=serializers.CharField(), help_text="Layers of the offline archive: land, countries, states, lakes."
    )
    labels = serializers.CharField(allow_null=True, help_text="GeoJSON of cities: name, name_ko, rank, population.")
    attribution = serializers.CharField()
