"""Write the worlds as the browser's fixture."""

import json
from pathlib import Path

from tests.worlds import WORLDS

FIXTURE = Path(__file__).resolve().parents[2] / "frontend" / "src" / "core" / "__fixtures__" / "worlds.json"


def fixture_text() -> str:
    """The fixture file, one world a line."""
    lines = [f"{json.dumps(name)}: {json.dumps(made.fixture())}" for name, made in WORLDS.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(fixture_text(), encoding="utf-8")
    print(f"{FIXTURE.name}: {', '.join(WORLDS)}")
