"""The production files describe the system that runs here: same commands, same variables, a valid compose file."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.apps import apps

from scripts.processes import NAMES

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}


def test_the_compose_file_keeps_the_specification() -> None:
    schema = json.loads((Path(__file__).parent / "compose.schema.json").read_text())
    jsonschema.Draft7Validator(schema).validate(COMPOSE)


def test_the_whole_system_is_described() -> None:
    assert set(OURS) == {*NAMES, "migrate"}
    assert {"proxy", "db", "redis"} <= set(COMPOSE["services"])


@pytest.mark.parametrize("name", NAMES)
def test_a_container_runs_what_runs_natively(name: str) -> None:
    """scripts/processes.py starts `deploy/start NAME`, and so does the container of that name."""
    assert shlex.split(OURS[name]["command"]) == ["deploy/start", name]


def test_the_procfile_names_every_process() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    assert tuple(line.partition(":")[0] for line in lines) == NAMES


def test_the_image_has_every_app_and_is_not_root() -> None:
    ours = {Path(app.path).relative_to(ROOT).parts[0] for app in apps.get_app_configs() if _is_ours(app.path)}
    copied = set(re.findall(r"^COPY (\w+)/ ", DOCKERFILE, flags=re.MULTILINE))
    assert ours | {"optimizer"} <= copied
    allowed_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied <= allowed_in
    assert re.findall(r"^USER (.+)$", DOCKERFILE, flags=re.MULTILINE) == ["evenlode"]
    assert len(re.findall(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)) == 3
    assert "--require-hashes -r requirements.lock" in DOCKERFILE


def _is_ours(path: str) -> bool:
    return Path(path).is_relative_to(ROOT) and not Path(path).is_relative_to(ROOT / ".venv")


def test_every_variable_that_must_be_set_is_in_the_example() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE_TEXT)) | {"SECRET_KEY", "ALLOWED_HOSTS"}
    example = (ROOT / "deploy" / "env.example").read_text()
    assert required <= set(re.findall(r"^(\w+)=", example, flags=re.MULTILINE))


def test_every_variable_of_the_settings_is_in_the_example() -> None:
    code = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "environment.py"))
    read = set(re.findall(r'(?:ENV\.get|flag|words)\("(\w+)"|ENV\["(\w+)"\]', code))
    names = {first or second for first, second in read}
    local_only = {"DEBUG", "EVENLODE_TEST_DATABASE", "GDAL_LIBRARY_PATH", "GEOS_LIBRARY_PATH", "MEDIA_ROOT"}
    example = (ROOT / "deploy" / "env.example").read_text()
    assert {name for name in names - local_only if not re.search(rf"\b{name}=", example)} == set()


def test_what_the_compose_file_mounts_exists() -> None:
    binds = [mount for service in COMPOSE["services"].values() for mount in service.get("volumes", [])]
    for source in (mount.split(":")[0] for mount in binds):
        assert source in COMPOSE["volumes"] or (ROOT / source).exists(), source
