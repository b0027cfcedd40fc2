"""HTTP over people: me, field forces and their positions, tokens."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import ApiView, body_of
from common.errors import NotAllowed, NotFound
from people import permissions, selectors, services
from people.models import ApiToken, FieldForce, User
from people.serializers import (
    FieldForceSerializer,
    MeSerializer,
    MeUpdateSerializer,
    PositionSerializer,
    TokenMadeSerializer,
    TokenRequestSerializer,
    TokenSerializer,
)


class Me(ApiView):
    """The signed-in person."""

    serializer_class = MeSerializer

    def get(self, request: Request) -> Response:
        return Response(_me(request.user))

    @extend_schema(request=MeUpdateSerializer)
    def patch(self, request: Request) -> Response:
        return Response(_me(services.user_update(user=request.user, **body_of(request, MeUpdateSerializer))))


def _me(user: User) -> dict[str, Any]:
    user.roles = permissions.grants_of(user).select_related("field_force", "position").order_by("role", "id")
    user.positions = selectors.seats(user).select_related("field_force")
    user.field_forces = permissions.visible_field_forces(user)
    user.landing = permissions.landing(user)
    return MeSerializer(user).data


class FieldForces(ApiView):
    """The field forces one has something to do with."""

    serializer_class = FieldForceSerializer

    @extend_schema(operation_id="field_forces_list", responses=FieldForceSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(permissions.visible_field_forces(request.user).order_by("key"))
        return self.get_paginated_response(FieldForceSerializer(page, many=True).data)


class Positions(ApiView):
    """The positions of a field force that one answers for, with who sits on them today."""

    serializer_class = PositionSerializer
    queryset = FieldForce.objects.none()

    @extend_schema(operation_id="positions_list", responses=PositionSerializer(many=True))
    def get(self, request: Request, key: str) -> Response:
        force = permissions.visible_field_forces(request.user).filter(key=key).first()
        if force is None:
            raise NotFound()
        scope = permissions.positions_in_scope(request.user, force)
        page = self.paginate_queryset(selectors.positions_of(force).filter(pk__in=scope.values("pk")).order_by("code"))
        return self.get_paginated_response(PositionSerializer(page, many=True).data)


class Tokens(ApiView):
    """One's own tokens for scripts."""

    serializer_class = TokenSerializer

    @extend_schema(operation_id="tokens_list", responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(ApiToken.objects.filter(user=request.user).order_by("-created"))
        return self.get_paginated_response(TokenSerializer(page, many=True).data)

    @extend_schema(request=TokenRequestSerializer, responses={201: TokenMadeSerializer})
    def post(self, request: Request) -> Response:
        if request.auth is not None:
            raise NotAllowed("needs_session", _("A token cannot make tokens: sign in with your password for that."))
        token, secret = services.token_create(user=request.user, **body_of(request, TokenRequestSerializer))
        token.token = secret
        return Response(TokenMadeSerializer(token).data, status=status.HTTP_201_CREATED)


class TokenDetail(ApiView):
    """One token of one's own."""

    serializer_class = TokenSerializer

    @extend_schema(responses={204: None})
    def delete(self, request: Request, token_id: str) -> Response:
        services.token_delete(user=request.user, token_key=token_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns = [
    path("me", Me.as_view()),
    path("field-forces", FieldForces.as_view()),
    path("field-forces/<slug:key>/positions", Positions.as_view()),
    path("tokens", Tokens.as_view()),
    path("tokens/<str:token_id>", TokenDetail.as_view()),
]
