"""Where settings come from: environment variables first, then what `make services` wrote for this checkout."""

import glob
import importlib.util
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_ENV = BASE_DIR / ".run" / "local.env"


def read_env_file(path: Path) -> dict[str, str]:
    """KEY=VALUE lines of `path`; nothing when there is no such file."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


ENV = read_env_file(LOCAL_ENV) | dict(os.environ)


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on."""
    value = ENV.get(name, "")
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list."""
    return [word.strip() for word in ENV.get(name, default).split(",") if word.strip()]


def database() -> dict[str, str]:
    """Django's settings from DATABASE_URL; DATABASE_NAME, _HOST, _PORT, _USER and _PASSWORD win over its parts."""
    url = urlsplit(ENV.get("DATABASE_URL", ""))
    parts = {
        "NAME": url.path.lstrip("/") or "evenlode",
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
    }
    return {key: ENV.get(f"DATABASE_{key}", value) for key, value in parts.items()}


def wheel_library(package: str, pattern: str) -> str | None:
    """The shared library that the wheel of `package` brings (in `<package>.libs`), if it does."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    libraries = Path(spec.origin).parent.parent / f"{package}.libs"
    return next(iter(sorted(glob.glob(str(libraries / pattern)))), None)
