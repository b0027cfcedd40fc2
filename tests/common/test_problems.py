"""Every refusal is an RFC 9457 problem, in the reader's language."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers

from common.errors import BadImport, Conflict, NotAllowed, NotFound, PlanningError
from common.problems import problem_handler


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (PlanningError("odd", _("Odd.")), 400, "odd"),
        (NotAllowed("needs_planner", _("No.")), 403, "needs_planner"),
        (NotFound(), 404, "not_found"),
        (Conflict("taken", _("Taken.")), 409, "taken"),
        (BadImport("empty_file", _("Empty.")), 422, "empty_file"),
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.ParseError(), 400, "parse_error"),
    ],
)
def test_errors_become_problems(error: Exception, status: int, code: str) -> None:
    answer = problem_handler(error, {})
    assert answer is not None and answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.data["code"] == code and answer.data["status"] == status
    assert answer.data["title"] and answer.data["detail"]


def test_places_in_the_message_are_filled_and_percent_signs_survive() -> None:
    body = problem_handler(PlanningError("x", _("100 % of %(what)s".replace("% of", "%% of")), what="ground"), {})
    assert body is not None and body.data["detail"] == "100 % of ground" and body.data["params"] == {"what": "ground"}
    plain = problem_handler(PlanningError("x", "100 % sure"), {})
    assert plain is not None and plain.data["detail"] == "100 % sure"


def test_a_defect_is_not_dressed_up_as_a_refusal() -> None:
    assert problem_handler(RuntimeError("defect"), {}) is None


def test_invalid_fields_are_named_one_by_one() -> None:
    class Inner(serializers.Serializer):
        n = serializers.IntegerField()

    class Outer(serializers.Serializer):
        name = serializers.CharField()
        items = Inner(many=True)

    serializer = Outer(data={"items": [{"n": 1}, {"n": "x"}]})
    with pytest.raises(exceptions.ValidationError) as caught:
        serializer.is_valid(raise_exception=True)
    answer = problem_handler(caught.value, {})
    assert answer is not None
    assert {error["field"] for error in answer.data["errors"]} == {"name", "items.n"} or {
        error["field"] for error in answer.data["errors"]
    } == {"name", "items.1.n"}


def test_the_readers_language_decides() -> None:
    error = exceptions.NotAuthenticated
    with translation.override("en"):
        english = problem_handler(error(), {})
    with translation.override("ko"):
        korean = problem_handler(error(), {})
    assert english is not None and korean is not None
    assert english.data["detail"] != korean.data["detail"]
