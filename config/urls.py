"""Addresses. Every app's `urlpatterns` lie under /api/v1/; what is unknown goes to the browser application."""

import importlib
import importlib.util

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from config import pages

ROOMS = [
    "common",
    "people",
    "geography",
    "accounts.coverage",
    "accounts.customers",
    "territories.alignments",
    "territories.publishing",
    "territories.runs",
    "territories.reviews",
]


def api_routes() -> list[URLPattern | URLResolver]:
    """One include per app that speaks HTTP: the `urlpatterns` of its `urls.py` or of its `api.py`."""
    return [path("", include(patterns)) for room in ROOMS if (patterns := _patterns(room))]


def _patterns(room: str) -> list[URLPattern | URLResolver]:
    names = [name for name in (f"{room}.urls", f"{room}.api") if importlib.util.find_spec(name)]
    return next((found for name in names if (found := getattr(importlib.import_module(name), "urlpatterns", None))), [])


urlpatterns = [
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/csrf", pages.csrf, name="csrf"),
    path("api/v1/", include(api_routes())),
    path("_allauth/", include("allauth.headless.urls")),
    path("health", pages.health, name="health"),
    path("tiles/<path:name>", pages.tiles, name="tiles"),
    re_path(r"^(?!api/|_allauth/|static/|tiles/|assets/|basemap/).*$", pages.browser_application, name="app"),
]
