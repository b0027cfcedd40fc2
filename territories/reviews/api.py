"""HTTP over reviews."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from common import arrays
from common.api import ApiView, body_of
from common.errors import NotFound
from territories.alignments.permissions import alignment_for, decides_at
from territories.alignments.serializers import PersonSerializer
from territories.reviews import figures, permissions, services
from territories.reviews.models import Comment, Part, Submission


class PartSerializer(serializers.ModelSerializer):
    """A part with who decides. figures and sentence are null for parts that are none of the reader's business."""

    position = serializers.SlugRelatedField(slug_field="code", read_only=True)
    position_name = serializers.CharField(source="position.name")
    decided_by = PersonSerializer(allow_null=True)
    can_decide = serializers.SerializerMethodField()
    figures = serializers.SerializerMethodField()
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = Part
        fields = [
            "id", "territory_key", "name", "position", "position_name", "state", "decided_by", "decided_at", "comment",
            "can_decide", "figures", "sentence",
        ]  # fmt: skip

    def _open_to_reader(self, part: Part) -> bool:
        return self.context["all_parts"] or part.position_id in self.context["positions"]

    def get_can_decide(self, part: Part) -> bool:
        undecided = part.state == Part.State.WAITING and part.submission.state == Submission.State.OPEN
        return undecided and permissions.can_decide(self.context["request"].user, part)

    @extend_schema_field({"type": "object", "nullable": True})
    def get_figures(self, part: Part) -> dict[str, Any] | None:
        return part.figures if self._open_to_reader(part) else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_sentence(self, part: Part) -> str | None:
        return figures.sentence(part.figures) if self._open_to_reader(part) else None


class PartLineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Part
        fields = ["id", "territory_key", "name", "state"]


class SubmissionSerializer(serializers.ModelSerializer):
    """A submission in a list, with its three dates."""

    alignment_name = serializers.CharField(source="alignment.name")
    field_force = serializers.CharField(source="alignment.field_force.key")
    geography = serializers.CharField(source="alignment.geography.key")
    revision = serializers.IntegerField(source="revision.number")
    data_date = serializers.DateField(source="alignment.cut.as_of")
    announce_on = serializers.DateField(source="alignment.announce_on", allow_null=True)
    effective_on = serializers.DateField(source="alignment.effective_on", allow_null=True)
    by = PersonSerializer(allow_null=True)
    parts = PartLineSerializer(many=True)

    class Meta:
        model = Submission
        fields = [
            "id", "alignment", "alignment_name", "field_force", "geography", "revision", "baseline", "note", "by", "at",
            "closed_at", "state", "data_date", "announce_on", "effective_on", "parts",
        ]  # fmt: skip


class CommentSerializer(serializers.ModelSerializer):
    author = PersonSerializer(allow_null=True, read_only=True)

    class Meta:
        model = Comment
        fields = ["id", "territory_key", "author", "at", "text"]
        read_only_fields = ["id", "author", "at"]


class SubmissionDetailSerializer(SubmissionSerializer):
    """A submission with everything to decide on it. baseline_vector: slots of the plan per unit (base64 of uint16)."""

    parts = PartSerializer(many=True)
    comments = CommentSerializer(many=True)
    hash = serializers.CharField(source="revision.hash")
    cut = serializers.IntegerField(source="alignment.cut_id")
    index = serializers.JSONField(source="alignment.index")
    band = serializers.JSONField(source="alignment.band")
    baseline_vector = serializers.SerializerMethodField()
    can_withdraw = serializers.SerializerMethodField()

    class Meta(SubmissionSerializer.Meta):
        fields = [
            *SubmissionSerializer.Meta.fields, "hash", "cut", "index", "band", "figures", "baseline_vector", "comments",
            "can_withdraw",
        ]  # fmt: skip

    def get_baseline_vector(self, submission: Submission) -> str:
        raw = np.frombuffer(zlib.decompress(bytes(submission.baseline_vector)), "<u2")
        return arrays.encode(raw, "u2")

    def get_can_withdraw(self, submission: Submission) -> bool:
        return submission.state == Submission.State.OPEN and self.context["may_edit"]


class SubmitSerializer(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class DecisionSerializer(serializers.Serializer):
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


def _detail(request: Request, submission: Submission, code: int = status.HTTP_200_OK) -> Response:
    found = permissions.submission_for(request.user, submission.pk)
    all_parts = permissions.sees_all_parts(request.user, found)
    context = {
        "request": request,
        "all_parts": all_parts,
        "positions": set(decides_at(request.user).values_list("pk", flat=True)),
        "may_edit": permissions.may_withdraw(request.user, found),
    }
    return Response(SubmissionDetailSerializer(found, context=context).data, status=code)


class Submit(ApiView):
    """Put a plan before those who decide on its changed parts."""

    serializer_class = SubmissionDetailSerializer

    @extend_schema(request=SubmitSerializer, responses={201: SubmissionDetailSerializer})
    def post(self, request: Request, pk: int) -> Response:
        alignment = alignment_for(request.user, pk)
        body = body_of(request, SubmitSerializer)
        made = services.submission_create(alignment=alignment, actor=request.user, note=body["note"])
        return _detail(request, made, status.HTTP_201_CREATED)


class Submissions(ApiView):
    """The submissions one may know of; `mine=1`: those with a part one decides on."""

    serializer_class = SubmissionSerializer
    queryset = Submission.objects.none()

    @extend_schema(
        operation_id="submissions_list",
        responses=SubmissionSerializer(many=True),
        parameters=[
            OpenApiParameter("mine", bool),
            OpenApiParameter("state", str),
            OpenApiParameter("alignment", int),
        ],
    )
    def get(self, request: Request) -> Response:
        rows = permissions.submissions_visible_to(request.user).defer("baseline_vector", "figures")
        rows = rows.filter(_asked(request)).select_related("alignment__field_force", "alignment__geography", "by")
        rows = rows.select_related("alignment__cut", "revision").defer(
            "alignment__head_state", "alignment__cut__account_table", "revision__delta", "revision__snapshot",
            "baseline_vector",
        )  # fmt: skip
        page = self.paginate_queryset(rows.prefetch_related("parts").order_by("-at", "-id"))
        return self.get_paginated_response(SubmissionSerializer(page, many=True).data)


def _asked(request: Request) -> Q:
    names = ("state", "alignment")
    asked = Q(**{name: request.query_params[name] for name in names if request.query_params.get(name)})
    if request.query_params.get("mine") in ("1", "true"):
        asked &= Q(pk__in=_mine(request).values("submission"))
    return asked


def _mine(request: Request) -> QuerySet[Part]:
    return Part.objects.filter(position__in=decides_at(request.user)).exclude(submission__by=request.user)


class SubmissionView(ApiView):
    """One submission: dates, parts with figures, comments."""

    serializer_class = SubmissionDetailSerializer

    def get(self, request: Request, pk: int) -> Response:
        return _detail(request, permissions.submission_for(request.user, pk))


class Decide(ApiView):
    """Approve a part, or send the plan back with a comment."""

    serializer_class = SubmissionDetailSerializer

    @extend_schema(request=DecisionSerializer)
    def post(self, request: Request, pk: int, part: int, decision: str) -> Response:
        submission = permissions.submission_for(request.user, pk)
        found = submission.parts.select_related("submission__alignment", "position").filter(pk=part).first()
        if found is None:
            raise NotFound()
        decide = services.part_approve if decision == "approve" else services.part_send_back
        decide(part=found, actor=request.user, comment=body_of(request, DecisionSerializer)["comment"])
        return _detail(request, submission)


class Withdraw(ApiView):
    """Take a submission back before it is decided."""

    serializer_class = SubmissionDetailSerializer

    @extend_schema(request=None)
    def post(self, request: Request, pk: int) -> Response:
        submission = permissions.submission_for(request.user, pk)
        return _detail(request, services.submission_withdraw(submission=submission, actor=request.user))


class Comments(ApiView):
    """What was said about a submission."""

    serializer_class = CommentSerializer
    queryset = Comment.objects.none()

    @extend_schema(operation_id="submission_comments_list", responses=CommentSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        submission = permissions.submission_for(request.user, pk)
        page = self.paginate_queryset(submission.comments.select_related("author"))
        return self.get_paginated_response(CommentSerializer(page, many=True).data)

    @extend_schema(responses={201: CommentSerializer})
    def post(self, request: Request, pk: int) -> Response:
        submission = permissions.submission_for(request.user, pk)
        body = body_of(request, CommentSerializer)
        made = services.comment_add(submission=submission, actor=request.user, **body)
        return Response(CommentSerializer(made).data, status=status.HTTP_201_CREATED)


urlpatterns = [
    path("alignments/<int:pk>/submissions", Submit.as_view()),
    path("submissions", Submissions.as_view()),
    path("submissions/<int:pk>", SubmissionView.as_view()),
    path("submissions/<int:pk>/parts/<int:part>/approve", Decide.as_view(), {"decision": "approve"}),
    path("submissions/<int:pk>/parts/<int:part>/send-back", Decide.as_view(), {"decision": "send-back"}),
    path("submissions/<int:pk>/withdraw", Withdraw.as_view()),
    path("submissions/<int:pk>/comments", Comments.as_view()),
]
