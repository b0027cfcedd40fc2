"""Reading the data that registry packages carry, by path: the packages themselves are never imported."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from django.utils.translation import gettext as _


class MissingSource(Exception):
    """A package that a builder reads from is not installed."""


def package_file(package: str, name: str) -> Path:
    """The file `name` inside the installed `package`; MissingSource with the command that brings it otherwise."""
    try:
        path = Path(str(distribution(package).locate_file(name)))
    except PackageNotFoundError as error:
        raise MissingSource(
            _("The package “%(package)s” is not installed; install the optional group “demo”.") % {"package": package}
        ) from error
    if not path.is_file():
        raise MissingSource(_("The package “%(package)s” has no file %(name)s.") % {"package": package, "name": name})
    return path


def version_of(package: str) -> str:
    """The installed version; MissingSource when there is none."""
    try:
        return distribution(package).version
    except PackageNotFoundError as error:
        raise MissingSource(
            _("The package “%(package)s” is not installed; install the optional group “demo”.") % {"package": package}
        ) from error
