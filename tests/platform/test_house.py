"""The stair also holds for what import-linter cannot see: models' relations and migrations' dependencies."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]


def floors() -> dict[str, int]:
    """Package of an app -> its floor, 0 at the bottom, from the import contract in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {
        name.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for name in layer.split("|")
    }  # fmt: skip


FLOORS = floors()
OUR_APPS = [app for app in apps.get_app_configs() if app.name in FLOORS]
FLOOR_OF_LABEL = {app.label: FLOORS[app.name] for app in OUR_APPS}


def allowed(source: str, target: str) -> bool:
    """An app may know itself and the floors below it; what is not ours lies below everything."""
    if source == target or target not in FLOOR_OF_LABEL:
        return True
    return FLOOR_OF_LABEL[target] < FLOOR_OF_LABEL[source]


def relations(app: AppConfig) -> Iterator[models.Field]:
    """Every relation that a model of `app` declares, the hidden link tables included."""
    for model in app.get_models(include_auto_created=True):
        yield from (field for field in model._meta.local_fields if field.is_relation and field.related_model)
        yield from model._meta.local_many_to_many


@pytest.mark.parametrize("app", OUR_APPS, ids=lambda app: app.label)
def test_relations_point_down(app: AppConfig) -> None:
    upwards = [
        f"{field.model.__name__}.{field.name} -> {field.related_model._meta.label}"
        for field in relations(app)
        if not allowed(app.label, field.related_model._meta.app_label)
    ]
    assert not upwards


@pytest.mark.parametrize("app", OUR_APPS, ids=lambda app: app.label)
def test_no_model_can_look_up(app: AppConfig) -> None:
    """A reverse accessor (`unit.placement_set`) is a way up: between floors it is hidden with related_name="+"."""
    ways_up = [
        f"{model.__name__}.{relation.get_accessor_name()} <- {relation.related_model._meta.label}.{relation.field.name}"
        for model in app.get_models()
        for relation in model._meta.related_objects
        if not relation.hidden and not allowed(app.label, relation.related_model._meta.app_label)
    ]
    assert not ways_up


@pytest.mark.parametrize("app", OUR_APPS, ids=lambda app: app.label)
def test_migrations_depend_downwards(app: AppConfig) -> None:
    graph = MigrationLoader(None).disk_migrations
    upwards = [
        f"{label}.{name} -> {dependency[0]}"
        for (label, name), migration in graph.items()
        if label == app.label
        for dependency in migration.dependencies
        if not allowed(label, dependency[0])
    ]
    assert not upwards


def test_the_rule_itself_tells_up_from_down() -> None:
    assert allowed("alignments", "coverage")
    assert allowed("coverage", "auth")
    assert not allowed("coverage", "alignments")
    assert not allowed("people", "geography")


def test_every_app_of_ours_has_a_floor() -> None:
    ours = {
        app.name for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path
    }
    assert ours == {app.name for app in OUR_APPS}
