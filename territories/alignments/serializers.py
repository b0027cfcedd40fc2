"""Shapes of alignments on the wire. Arrays travel as base64 (`common.arrays`)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from people.models import User
from territories.alignments import permissions
from territories.alignments.models import Alignment, Revision
from territories.alignments.state import KEY_LENGTH


class PersonSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="display_name")


class IndexPartSerializer(serializers.Serializer):
    """One measure of the index with its weight."""

    measure = serializers.CharField()
    weight = serializers.FloatField(min_value=0)


class CutLineSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    key = serializers.CharField()
    as_of = serializers.DateField()


class RevisionSerializer(serializers.ModelSerializer):
    """One step of the history; `delta` only where asked for (`?deltas=1`), in the shape of an edit."""

    author = PersonSerializer(allow_null=True)
    parents = serializers.SerializerMethodField()
    delta = serializers.DictField(source="wire_delta", required=False)

    class Meta:
        model = Revision
        fields = ["number", "parents", "author", "at", "message", "cause", "hash", "summary", "delta"]

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_parents(self, revision: Revision) -> list[dict[str, int]]:
        return [
            {"alignment": parent.alignment_id, "number": parent.number}
            for parent in (revision.parent, revision.second_parent)
            if parent is not None
        ]


class RevisionLineSerializer(serializers.ModelSerializer):
    """The newest revision, as a list of plans shows it."""

    author = PersonSerializer(allow_null=True)

    class Meta:
        model = Revision
        fields = ["number", "author", "at", "message", "cause", "hash"]


class ForkSourceSerializer(serializers.Serializer):
    alignment = serializers.IntegerField(source="alignment_id")
    number = serializers.IntegerField()


class AlignmentSerializer(serializers.ModelSerializer):
    """A plan in a list."""

    field_force = serializers.SlugRelatedField(slug_field="key", read_only=True)
    geography = serializers.SlugRelatedField(slug_field="key", read_only=True)
    cut = CutLineSerializer()
    link_set = serializers.IntegerField(source="link_set.version")
    family = serializers.UUIDField(source="family_id")
    forked_from = ForkSourceSerializer(allow_null=True)
    index = IndexPartSerializer(many=True)
    band = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
    head = RevisionLineSerializer()
    created_by = PersonSerializer(allow_null=True)

    class Meta:
        model = Alignment
        fields = [
            "id", "name", "field_force", "geography", "cut", "link_set", "family", "forked_from", "state", "index",
            "band", "effective_on", "announce_on", "confidential", "head", "created_by", "created_at", "updated_at",
        ]  # fmt: skip


class RightsSerializer(serializers.Serializer):
    """What the reader may do to the plan now; `locked` says why nothing can be drawn, when that is so."""

    edit = serializers.BooleanField()
    submit = serializers.BooleanField()
    run = serializers.BooleanField()
    publish = serializers.BooleanField()
    locked = serializers.CharField(allow_blank=True)


class AlignmentDetailSerializer(AlignmentSerializer):
    """A plan with what its reader may do."""

    rights = serializers.SerializerMethodField()
    members = PersonSerializer(many=True)

    class Meta(AlignmentSerializer.Meta):
        fields = [*AlignmentSerializer.Meta.fields, "members", "rights", "origin"]

    @extend_schema_field(RightsSerializer)
    def get_rights(self, alignment: Alignment) -> dict[str, Any]:
        return permissions.rights(self.context["request"].user, alignment)


class NodeSerializer(serializers.Serializer):
    """A territory (level 0) or a node above; slots are given by the server."""

    key = serializers.CharField(max_length=KEY_LENGTH)
    name = serializers.CharField(max_length=120)
    level = serializers.IntegerField(min_value=0, default=0)
    parent = serializers.CharField(required=False, allow_null=True)
    color = serializers.IntegerField(required=False, allow_null=True)
    home = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, required=False, allow_null=True
    )
    position = serializers.CharField(required=False, allow_null=True)


class SettingsSerializer(serializers.Serializer):
    """What may be set when a plan is made, and changed while it is a draft."""

    name = serializers.CharField(max_length=120)
    index = IndexPartSerializer(many=True, required=False)
    band = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2, required=False)
    effective_on = serializers.DateField(required=False, allow_null=True)
    announce_on = serializers.DateField(required=False, allow_null=True)
    confidential = serializers.BooleanField(required=False)


class AlignmentCreateSerializer(SettingsSerializer):
    """`cut` by id; without one the newest cut of the force on that ground is made or taken."""

    field_force = serializers.CharField()
    geography = serializers.CharField()
    cut = serializers.IntegerField(required=False)
    from_positions = serializers.BooleanField(default=False)
    territories = NodeSerializer(many=True, required=False)


class AlignmentUpdateSerializer(SettingsSerializer):
    name = serializers.CharField(max_length=120, required=False)
    members = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True), many=True, required=False
    )


class ForkSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    revision = serializers.IntegerField(required=False, min_value=0)


class InferRequestSerializer(serializers.Serializer):
    """`owner_map`: owner text → position code, "house:" (not in the field) or null (nobody). What is left out is
    guessed.
    """

    field_force = serializers.CharField()
    geography = serializers.CharField()
    cut = serializers.IntegerField(required=False)
    name = serializers.CharField(max_length=120, required=False)
    owner_map = serializers.DictField(child=serializers.CharField(allow_null=True, allow_blank=True), required=False)
    outside = serializers.ChoiceField(choices=["list", "exceptions"], default="list")


class ItemsSerializer(serializers.Serializer):
    """Units as parallel arrays: base64 of uint32 idx and uint16 slots, or plain lists under idx, before, after."""

    idx_b64 = serializers.CharField(required=False, allow_blank=True)
    before_b64 = serializers.CharField(required=False, allow_blank=True)
    after_b64 = serializers.CharField(required=False, allow_blank=True)
    idx = serializers.ListField(required=False)
    before = serializers.ListField(required=False)
    after = serializers.ListField(required=False)


class DeltaSerializer(serializers.Serializer):
    """A change: units, and {key: [before, after]} for everything else, with null for "not there"."""

    items = ItemsSerializer(required=False)
    territories = serializers.DictField(required=False)
    overrides = serializers.DictField(required=False)
    unit_locks = serializers.DictField(required=False)
    territory_locks = serializers.DictField(required=False)


class EditSerializer(DeltaSerializer):
    """A change made on revision `base`. New territories may leave their slot out: the answer's `effect` has it."""

    base = serializers.IntegerField(min_value=0)
    label = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    cause = serializers.ChoiceField(choices=["paint", "undo", "import", "merge"], default="paint")
    client_id = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")


class ConflictSerializer(serializers.Serializer):
    """One item that did not go through. why: changed, locked, no_territory, in_use, slot_taken."""

    kind = serializers.ChoiceField(choices=["unit", "territory", "override", "unit_lock", "territory_lock"])
    idx = serializers.IntegerField(required=False)
    key = serializers.CharField(required=False)
    before = serializers.JSONField(allow_null=True)
    current = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    why = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)


class EditResultSerializer(serializers.Serializer):
    """`revision` and `hash` are the head after the edit; `effect` is what took effect, in the shape of an edit."""

    revision = serializers.IntegerField()
    hash = serializers.CharField()
    applied = serializers.IntegerField()
    already = serializers.IntegerField()
    conflicts = ConflictSerializer(many=True)
    effect = DeltaSerializer()


class PlanTerritorySerializer(NodeSerializer):
    slot = serializers.IntegerField(allow_null=True)


class OverrideColumnsSerializer(serializers.Serializer):
    """Exceptions as columns; `territory` null is house (not in the field), `unit` −1 lies nowhere."""

    account = serializers.ListField(child=serializers.CharField())
    unit = serializers.ListField(child=serializers.IntegerField())
    territory = serializers.ListField(child=serializers.CharField(allow_null=True))
    cause = serializers.ListField(child=serializers.CharField())
    reason = serializers.ListField(child=serializers.CharField())
    measures = serializers.DictField(child=serializers.ListField(child=serializers.FloatField(allow_null=True)))


class StateSerializer(serializers.Serializer):
    """`vector`: base64 of uint16 slots in idx order."""

    revision = serializers.IntegerField()
    hash = serializers.CharField()
    vector = serializers.CharField()
    territories = PlanTerritorySerializer(many=True)
    overrides = OverrideColumnsSerializer()
    unit_locks = serializers.DictField(child=serializers.CharField())
    territory_locks = serializers.DictField(child=serializers.CharField())


class TotalsRowSerializer(serializers.Serializer):
    """A node of the tree; what lies above the leaves adds them up and has no index of its own unless it has
    capacity.
    """

    key = serializers.CharField()
    name = serializers.CharField()
    level = serializers.IntegerField()
    parent = serializers.CharField(allow_null=True)
    slot = serializers.IntegerField(allow_null=True)
    position = serializers.CharField(allow_null=True)
    capacity = serializers.FloatField()
    units = serializers.IntegerField()
    values = serializers.DictField(child=serializers.FloatField())
    index = serializers.FloatField(allow_null=True)


class RestSerializer(serializers.Serializer):
    units = serializers.IntegerField(required=False)
    values = serializers.DictField(child=serializers.FloatField())


class TotalsSerializer(serializers.Serializer):
    """territories (level 0) + unassigned + house + unplaced = total, for every measure."""

    revision = serializers.IntegerField()
    band = serializers.ListField(child=serializers.FloatField())
    territories = TotalsRowSerializer(many=True)
    unassigned = RestSerializer()
    house = RestSerializer()
    unplaced = RestSerializer()
    total = RestSerializer()


class SplitSerializer(serializers.Serializer):
    key = serializers.CharField()
    pieces = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class OutOfBandSerializer(serializers.Serializer):
    key = serializers.CharField()
    index = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class ChecksSerializer(serializers.Serializer):
    """What wants mending; `unassigned_b64` is base64 of uint32 idx, `pieces` all but the largest one of a split
    territory.
    """

    revision = serializers.IntegerField()
    issues = serializers.IntegerField()
    unassigned = serializers.IntegerField()
    unassigned_b64 = serializers.CharField()
    empty = serializers.ListField(child=serializers.CharField())
    splits = SplitSerializer(many=True)
    out_of_band = OutOfBandSerializer(many=True)
    unit_locks = serializers.DictField(child=serializers.CharField())
    territory_locks = serializers.DictField(child=serializers.CharField())


class FlowSerializer(serializers.Serializer):
    """origin, target: territory keys; "" is unassigned, "house:" out of the field."""

    origin = serializers.CharField(allow_blank=True)
    target = serializers.CharField(allow_blank=True)
    units = serializers.IntegerField()
    values = serializers.DictField(child=serializers.FloatField())


class DiffRowSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    index_before = serializers.FloatField(allow_null=True)
    index_after = serializers.FloatField(allow_null=True)
    units_in = serializers.IntegerField()
    units_out = serializers.IntegerField()
    values_in = serializers.DictField(child=serializers.FloatField())
    values_out = serializers.DictField(child=serializers.FloatField())


class DiffSerializer(serializers.Serializer):
    """From what the plan is compared with (before) to the plan (after). `before_vector`: slots of the plan, by key."""

    against = serializers.CharField()
    revision = serializers.IntegerField()
    sentence = serializers.CharField()
    units = serializers.IntegerField()
    values = serializers.DictField(child=serializers.FloatField())
    share = serializers.DictField(child=serializers.FloatField())
    idx_b64 = serializers.CharField()
    before_vector = serializers.CharField()
    flows = FlowSerializer(many=True)
    territories = DiffRowSerializer(many=True)


class PlanAccountSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    owner = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_null=True)
    exception = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    values = serializers.DictField(child=serializers.FloatField())


class MeasureVectorSerializer(serializers.Serializer):
    key = serializers.CharField()
    names = serializers.DictField()
    unit = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)
    b64 = serializers.CharField()
    total = serializers.FloatField()
    unplaced = serializers.FloatField()


class CutVectorsSerializer(serializers.Serializer):
    """A data cut; measures by key, each with its vector as base64 of float64 in idx order."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    geography = serializers.CharField()
    as_of = serializers.DateField()
    currency = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()
    definitions = serializers.ListField(child=serializers.DictField())
    measures = serializers.DictField(child=serializers.CharField())
    totals = serializers.DictField(child=serializers.FloatField())
    unplaced = serializers.DictField(child=serializers.FloatField())


class InferReportSerializer(serializers.Serializer):
    """Today's plan as read from the owner column; every count adds up to the accounts of the cut."""

    cut = CutLineSerializer()
    owners = serializers.ListField(child=serializers.DictField())
    accounts = serializers.DictField(child=serializers.IntegerField())
    units = serializers.DictField()
    ties = serializers.ListField(child=serializers.DictField())
    out_of_territory = serializers.ListField(child=serializers.DictField())
    index = serializers.DictField()
    splits = serializers.IntegerField()
    empty = serializers.ListField(child=serializers.CharField())
    totals = TotalsSerializer()
    territories = PlanTerritorySerializer(many=True)
    vector = serializers.CharField()
