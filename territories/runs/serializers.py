"""Shapes of runs on the wire."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from territories.alignments.serializers import (
    EditResultSerializer,
    IndexPartSerializer,
    NodeSerializer,
    PersonSerializer,
)
from territories.runs import phrases, selectors
from territories.runs.models import Run
from territories.runs.request import MODES
from territories.runs.wire import finding_told

JSON_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": True}
CHANGE_PRICE = {
    "oneOf": [{"type": "string", "enum": ["none", "gentle", "strong"]}, {"type": "number"}],
    "nullable": True,
}


class KeepSerializer(serializers.Serializer):
    units = serializers.BooleanField(default=True, help_text="Units locked in the plan stay where they are.")
    territories = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="Keys of nodes that must not change."
    )


class TargetSizeSerializer(serializers.Serializer):
    measure = serializers.CharField()
    amount = serializers.FloatField()


class AlsoSerializer(serializers.Serializer):
    measure = serializers.CharField()
    tolerance = serializers.FloatField(default=0.2)


@extend_schema_field(CHANGE_PRICE)
class ChangePriceField(serializers.JSONField):
    """none, gentle, strong, or km."""


class RunRequestSerializer(serializers.Serializer):
    """The choices of a run. The reading of it, with what is wrong field by field, is `request.py`'s."""

    mode = serializers.ChoiceField(choices=[(mode, mode) for mode in MODES], default="rebalance")
    p = serializers.IntegerField(required=False, allow_null=True, help_text="build: how many territories")
    target_size = TargetSizeSerializer(
        required=False, allow_null=True, help_text="build: how much one should hold, instead of p"
    )
    index = IndexPartSerializer(many=True, required=False, allow_null=True, help_text="instead of the plan's own index")
    tolerance = serializers.FloatField(default=0.05, help_text="0.05: every territory within ±5 % of its share")
    also = AlsoSerializer(many=True, required=False, help_text="further measures to be even by")
    keep = KeepSerializer(required=False, allow_null=True)
    change_price = ChangePriceField(required=False, allow_null=True)
    seconds = serializers.IntegerField(default=60)
    seed = serializers.IntegerField(default=1)
    parent = serializers.CharField(required=False, allow_null=True, help_text="only what this part of the tree holds")
    contiguous = serializers.BooleanField(default=True)
    best_effort = serializers.BooleanField(
        default=False, help_text="come as close as possible where a range cannot be kept"
    )


class RelaxationSerializer(serializers.Serializer):
    text = serializers.CharField()
    action = serializers.DictField(allow_null=True)


class FindingSerializer(serializers.Serializer):
    code = serializers.CharField()
    severity = serializers.ChoiceField(choices=["error", "warning"])
    text = serializers.CharField()
    params = serializers.DictField()
    relaxations = RelaxationSerializer(many=True)


class UnderstoodSerializer(serializers.Serializer):
    """What the request was taken to mean, as sentences and as figures."""

    sentences = serializers.ListField(child=serializers.CharField())
    mode = serializers.CharField()
    territories = serializers.IntegerField()
    territories_now = serializers.IntegerField()
    units = serializers.IntegerField()
    unassigned = serializers.IntegerField()
    parent = serializers.CharField(allow_null=True)
    measure = serializers.CharField()
    index = IndexPartSerializer(many=True)
    target = serializers.FloatField(help_text="fair share of a full position")
    capacity = serializers.FloatField()
    tolerance = serializers.FloatField()
    also = AlsoSerializer(many=True)
    locked_units = serializers.IntegerField()
    locked_territories = serializers.IntegerField()
    exceptions = serializers.IntegerField()
    exceptions_released = serializers.IntegerField()
    homes = serializers.IntegerField(allow_null=True)
    change_km = serializers.FloatField()
    contiguous = serializers.BooleanField()
    best_effort = serializers.BooleanField()
    seconds = serializers.IntegerField()


class PreflightSerializer(serializers.Serializer):
    understood = UnderstoodSerializer()
    findings = FindingSerializer(many=True)
    possible = serializers.BooleanField(help_text="no finding is an error")


class IncumbentFactsSerializer(serializers.Serializer):
    seconds = serializers.FloatField()
    pieces = serializers.IntegerField(allow_null=True)
    violation = serializers.FloatField(allow_null=True)
    objective = serializers.FloatField(allow_null=True)
    out_of_band = serializers.IntegerField(allow_null=True)


class ProgressSerializer(serializers.Serializer):
    """history: [seconds, objective, bound, violation] per point. pieces: territories' pieces too many."""

    phase = serializers.CharField()
    phase_text = serializers.CharField()
    seconds = serializers.FloatField()
    objective = serializers.FloatField(required=False, allow_null=True)
    violation = serializers.FloatField(required=False, allow_null=True)
    out_of_band = serializers.IntegerField(required=False, allow_null=True)
    pieces = serializers.IntegerField(required=False, allow_null=True)
    bound = serializers.FloatField(required=False, allow_null=True)
    gap = serializers.FloatField(required=False, allow_null=True)
    iteration = serializers.IntegerField(required=False)
    attempt = serializers.IntegerField(required=False)
    incumbent = IncumbentFactsSerializer(required=False, allow_null=True)
    history = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(allow_null=True)), required=False
    )


class HoldingSerializer(serializers.Serializer):
    units = serializers.IntegerField()
    index = serializers.FloatField(allow_null=True)
    values = serializers.DictField(child=serializers.FloatField())


class TableRowSerializer(NodeSerializer):
    """One territory, now and in the plan that the run proposes; null where it does not exist."""

    slot = serializers.IntegerField()
    capacity = serializers.FloatField()
    now = HoldingSerializer(allow_null=True)
    plan = HoldingSerializer(allow_null=True)
    units_in = serializers.IntegerField()
    units_out = serializers.IntegerField()


class PairSerializer(serializers.Serializer):
    now = serializers.FloatField(allow_null=True)
    plan = serializers.FloatField(allow_null=True)


class ResultSerializer(serializers.Serializer):
    """What was found. `certificate`, `change` and `why_stopped_text` are sentences."""

    certificate = serializers.CharField()
    change = serializers.CharField()
    why_stopped_text = serializers.CharField()
    status = serializers.CharField()
    why_stopped = serializers.CharField()
    legal = serializers.BooleanField()
    feasible = serializers.BooleanField()
    objective = serializers.FloatField(required=False, allow_null=True)
    violation = serializers.FloatField()
    bound = serializers.FloatField(required=False, allow_null=True)
    gap = serializers.FloatField(required=False, allow_null=True)
    seed = serializers.IntegerField(required=False)
    terms = serializers.DictField(child=serializers.FloatField())
    unassigned = serializers.ListField(child=serializers.IntegerField())
    split = serializers.ListField(child=serializers.CharField())
    empty = serializers.ListField(child=serializers.CharField())
    out_of_band = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    worst_index = PairSerializer()
    units_moved = serializers.IntegerField()
    units_filled = serializers.IntegerField()
    moved_share = serializers.FloatField()
    new = serializers.ListField(child=serializers.CharField())
    removed = serializers.ListField(child=serializers.CharField())
    exceptions_released = serializers.IntegerField()
    measures = serializers.ListField(child=serializers.CharField())
    table = TableRowSerializer(many=True)


class RunErrorSerializer(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()
    findings = FindingSerializer(many=True)


class RunLineSerializer(serializers.ModelSerializer):
    """A run in the list of a plan."""

    by = PersonSerializer(allow_null=True)
    mode = serializers.SerializerMethodField()
    mode_text = serializers.SerializerMethodField()
    state_text = serializers.CharField(source="get_state_display")
    progress = serializers.SerializerMethodField()
    accepted_into = serializers.IntegerField(source="accepted_into_id", allow_null=True)

    class Meta:
        model = Run
        fields = [
            "id", "alignment", "base", "mode", "mode_text", "state", "state_text", "by", "created_at", "started_at",
            "finished_at", "attempt", "progress", "accepted_into", "accepted_revision",
        ]  # fmt: skip

    def get_mode(self, run: Run) -> str:
        return str(run.request["mode"])

    def get_mode_text(self, run: Run) -> str:
        return str(phrases.MODES[run.request["mode"]])

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, run: Run) -> dict[str, Any]:
        return {**run.progress, "phase_text": phrases.phase(run.progress.get("phase", ""))}


class RunSerializer(RunLineSerializer):
    """One run with everything about it, in the reader's language."""

    request = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    ahead = serializers.SerializerMethodField()
    has_incumbent = serializers.SerializerMethodField()

    class Meta(RunLineSerializer.Meta):
        fields = [*RunLineSerializer.Meta.fields, "request", "result", "error", "ahead", "has_incumbent", "log"]

    @extend_schema_field(RunRequestSerializer)
    def get_request(self, run: Run) -> dict[str, Any]:
        return dict(run.request)

    @extend_schema_field(ResultSerializer(allow_null=True))
    def get_result(self, run: Run) -> dict[str, Any] | None:
        if run.result is None:
            return None
        told = {"certificate": phrases.certificate(run.result), "change": phrases.change(run.result)}
        return told | {"why_stopped_text": phrases.why_stopped(run.result["why_stopped"])} | run.result

    @extend_schema_field(RunErrorSerializer(allow_null=True))
    def get_error(self, run: Run) -> dict[str, Any] | None:
        if run.error is None:
            return None
        names = selectors.measure_names(run.alignment.cut_id)
        found = [finding_told(finding, names, run.wish) for finding in run.error.get("findings", [])]
        return {"code": run.error["code"], "text": phrases.error(run.error), "findings": found}

    def get_ahead(self, run: Run) -> int:
        """How many runs are before this one in the queue."""
        return selectors.ahead_of(run)

    def get_has_incumbent(self, run: Run) -> bool:
        return run.incumbent is not None


class IncumbentSerializer(serializers.Serializer):
    """The best vector so far; `territories` are those that the plan does not have (yet), under provisional keys and
    slots.
    """

    seconds = serializers.FloatField(allow_null=True)
    objective = serializers.FloatField(allow_null=True)
    violation = serializers.FloatField(allow_null=True)
    out_of_band = serializers.IntegerField(allow_null=True)
    vector = serializers.CharField(help_text="base64 of uint16 slots")
    territories = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": JSON_OBJECT})
    def get_territories(self, facts: dict[str, Any]) -> list[dict[str, Any]]:
        return facts["territories"]


class KeepAsScenarioSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=120)


class AcceptedSerializer(serializers.Serializer):
    """Which plan holds the result now, and what came of the change there (as after an edit)."""

    run = RunLineSerializer()
    alignment = serializers.IntegerField()
    edit = EditResultSerializer()
