"""Base classes of the HTTP API: sign-in and token scope, language, paging."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import generics, negotiation, pagination, permissions
from rest_framework.request import Request
from rest_framework.views import APIView

from common.errors import NotAllowed


class SignedInWithinScope(permissions.IsAuthenticated):
    """Signed in, and — with a token — within the token's scope: a read-only token cannot write."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        scope = getattr(request.auth, "scope", "write")
        if scope != "write" and request.method not in permissions.SAFE_METHODS:
            raise NotAllowed(
                "token_read_only", _("This token may only read. Make one with the scope “write” to change things.")
            )
        return True


class Pages(pagination.PageNumberPagination):
    """`{count, next, previous, results}`, 50 to a page, `?page_size=` up to 1,000."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 1000


class SpeaksReadersLanguage:
    """Activates the language the person chose; without a choice the Accept-Language header has decided already."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if language := getattr(request.user, "language", ""):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        super().initial(request, *args, **kwargs)


class AnyAccept(negotiation.BaseContentNegotiation):
    """For views that send files: whatever the caller says it accepts, errors are still JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return negotiation.DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ApiView(SpeaksReadersLanguage, generics.GenericAPIView):
    """The base of every view: signed-in people and tokens within their scope, problems in their language."""

    permission_classes = [SignedInWithinScope]
    pagination_class = Pages
    filter_backends = ()  # what a list can be asked for is said in its schema, not derived from a model


def body_of(request: Request, serializer_class: type) -> dict[str, Any]:
    """The request's body, validated by `serializer_class`; raises a 400 problem naming each field."""
    serializer = serializer_class(data=request.data, context={"request": request})
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
