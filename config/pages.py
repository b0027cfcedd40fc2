"""The few pages outside the API: the browser application, tiles from the local disk, health."""

from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils._os import safe_join
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from whitenoise.responders import StaticFile


@require_safe
@never_cache
@ensure_csrf_cookie
def browser_application(request: HttpRequest) -> HttpResponse:
    """The one page of the browser application; its own routes are resolved in the browser."""
    page = settings.FRONTEND_DIST / "index.html"
    if not page.exists():
        return HttpResponse(
            "The browser application is not built: run `make demo`.", status=503, content_type="text/plain"
        )
    return HttpResponse(page.read_bytes())


@require_safe
@never_cache
@ensure_csrf_cookie
def csrf(request: HttpRequest) -> HttpResponse:
    """Sets the CSRF cookie, for a page that was not served from here."""
    return HttpResponse(status=204)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Up, and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def tiles(request: HttpRequest, name: str) -> HttpResponse:
    """One immutable tile archive with byte ranges, as the reverse proxy serves it in production."""
    path = Path(safe_join(settings.MEDIA_ROOT, "tiles", name))
    if not path.is_file():
        raise Http404(name)
    headers = [("Cache-Control", "public, max-age=31536000, immutable"), ("Content-Type", "application/octet-stream")]
    answer = StaticFile(str(path), headers, {"gzip": f"{path}.gz"}).get_response(
        cast(str, request.method), request.META
    )
    response = HttpResponse(answer.file.read() if answer.file else b"", status=answer.status)
    for header, value in answer.headers:
        response.headers[header] = value
    response.headers.setdefault("Content-Encoding", "identity")  # byte ranges count the bytes of the file itself
    return response
