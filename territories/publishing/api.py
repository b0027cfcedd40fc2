"""HTTP over publications and over what changes for me."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import ApiView, body_of
from people.selectors import today
from territories.alignments.permissions import alignment_for
from territories.alignments.serializers import PersonSerializer
from territories.publishing import permissions, selectors, services
from territories.publishing.models import Publication


class PublicationSerializer(serializers.ModelSerializer):
    """A publication: which revision takes force when. state: waiting, in_force, ended, called_back."""

    alignment_name = serializers.CharField(source="alignment.name")
    field_force = serializers.SlugRelatedField(slug_field="key", read_only=True)
    revision = serializers.IntegerField(source="revision.number")
    hash = serializers.CharField(source="revision.hash")
    by = PersonSerializer(allow_null=True)
    state = serializers.SerializerMethodField()
    ends_on = serializers.DateField(allow_null=True)

    class Meta:
        model = Publication
        fields = [
            "id", "alignment", "alignment_name", "field_force", "revision", "hash", "effective_on", "announce_on",
            "ends_on", "by", "at", "state", "called_back_at",
        ]  # fmt: skip

    def get_state(self, publication: Publication) -> str:
        return publication.state_on(today(), getattr(publication, "ends_on", None))


class PublishSerializer(serializers.Serializer):
    """The two days; `revision` is the number that was approved, as a safeguard."""

    effective_on = serializers.DateField()
    announce_on = serializers.DateField()
    revision = serializers.IntegerField(required=False)


class AdoptSerializer(serializers.Serializer):
    effective_on = serializers.DateField()


class ChangedAccountSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    name_local = serializers.CharField(allow_blank=True)
    city = serializers.CharField(allow_blank=True)
    tier = serializers.CharField(allow_blank=True)
    revenue_12m = serializers.FloatField()
    potential = serializers.FloatField()
    workload_hours = serializers.FloatField()
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)


class MoveSerializer(serializers.Serializer):
    """way: in or out; key, name: the other territory."""

    way = serializers.ChoiceField(choices=["in", "out"])
    key = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    units = serializers.IntegerField()
    unit_names = serializers.ListField(child=serializers.DictField())
    accounts = serializers.IntegerField()


class ChangedTerritorySerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    index_before = serializers.FloatField(allow_null=True)
    index_after = serializers.FloatField(allow_null=True)
    hours_before = serializers.FloatField(allow_null=True)
    hours_after = serializers.FloatField(allow_null=True)
    moves = MoveSerializer(many=True)
    why = serializers.ListField(child=serializers.CharField())


class ChangeSerializer(serializers.Serializer):
    """What leaves and what comes for one of my seats on one day."""

    publication = serializers.IntegerField()
    position = serializers.CharField()
    data_date = serializers.DateField()
    effective_on = serializers.DateField()
    announce_on = serializers.DateField()
    upcoming = serializers.BooleanField()
    count_before = serializers.IntegerField()
    count_after = serializers.IntegerField()
    leaves = ChangedAccountSerializer(many=True)
    comes = ChangedAccountSerializer(many=True)
    territories = ChangedTerritorySerializer(many=True)


def _one(publication: Publication, code: int = status.HTTP_200_OK) -> Response:
    found = selectors.with_end(Publication.objects.filter(pk=publication.pk)).get()
    return Response(PublicationSerializer(found).data, status=code)


class Publish(ApiView):
    """Let an approved plan take force on a day."""

    serializer_class = PublicationSerializer

    @extend_schema(request=PublishSerializer, responses={201: PublicationSerializer})
    def post(self, request: Request, pk: int) -> Response:
        alignment = alignment_for(request.user, pk)
        body = body_of(request, PublishSerializer)
        return _one(services.publish(alignment=alignment, actor=request.user, **body), status.HTTP_201_CREATED)


class Adopt(ApiView):
    """Write down today's plan, read from the owner column, as what is in force."""

    serializer_class = PublicationSerializer

    @extend_schema(request=AdoptSerializer, responses={201: PublicationSerializer})
    def post(self, request: Request, pk: int) -> Response:
        alignment = alignment_for(request.user, pk)
        body = body_of(request, AdoptSerializer)
        return _one(services.adopt(alignment=alignment, actor=request.user, **body), status.HTTP_201_CREATED)


class Publications(ApiView):
    """What was published of the plans one may know of."""

    serializer_class = PublicationSerializer
    queryset = Publication.objects.none()

    @extend_schema(
        operation_id="publications_list",
        responses=PublicationSerializer(many=True),
        parameters=[OpenApiParameter("field_force", str), OpenApiParameter("alignment", int)],
    )
    def get(self, request: Request) -> Response:
        names = {"field_force": "field_force__key", "alignment": "alignment"}
        asked = {field: request.query_params[name] for name, field in names.items() if request.query_params.get(name)}
        rows = selectors.with_end(permissions.publications_visible_to(request.user).filter(**asked))
        page = self.paginate_queryset(rows.select_related("alignment", "field_force", "revision", "by"))
        return self.get_paginated_response(PublicationSerializer(page, many=True).data)


class CallBack(ApiView):
    """Take a publication back before its day."""

    serializer_class = PublicationSerializer

    @extend_schema(request=None)
    def post(self, request: Request, pk: int) -> Response:
        publication = permissions.publication_for(request.user, pk)
        return _one(services.call_back(publication=publication, actor=request.user))


class MyChanges(ApiView):
    """What will change for me, and why; nothing before it is announced."""

    serializer_class = ChangeSerializer
    queryset = Publication.objects.none()

    @extend_schema(operation_id="my_changes_list", responses=ChangeSerializer(many=True))
    def get(self, request: Request) -> Response:
        found = selectors.changes_for(request.user, request.LANGUAGE_CODE)
        return self.get_paginated_response(self.paginate_queryset(found))


urlpatterns = [
    path("alignments/<int:pk>/publications", Publish.as_view()),
    path("alignments/<int:pk>/adoption", Adopt.as_view()),
    path("publications", Publications.as_view()),
    path("publications/<int:pk>/call-back", CallBack.as_view()),
    path("my/changes", MyChanges.as_view()),
]
