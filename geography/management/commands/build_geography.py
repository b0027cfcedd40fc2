"""Build the geographies that come from registry packages."""

from __future__ import annotations

import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from geography import ground
from geography.models import Geography
from geography.services import geography_load

MANAGE = str(settings.BASE_DIR / "manage.py")


class Command(BaseCommand):
    """`build_geography KEY…` or `--all`: one process per country; what is there already is skipped."""

    help = "Build geographies from registry packages: " + ", ".join(ground.BUILDERS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY")
        parser.add_argument("--all", action="store_true", help="every geography, countries side by side")
        parser.add_argument("--replace", action="store_true", help="delete a geography of the same key first")
        parser.add_argument("--no-tiles", action="store_true", help="neither tiles nor mesh")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(ground.BUILDERS) if options["all"] else options["keys"]
        unknown = [key for key in keys if key not in ground.BUILDERS]
        if unknown or not keys:
            raise CommandError(
                f"Name one or more of: {', '.join(ground.BUILDERS)} — or --all."
                + (f" Unknown: {', '.join(unknown)}." if unknown else "")
            )
        groups = [keys_of for country in ("us", "kr") if (keys_of := [k for k in keys if k.startswith(country)])]
        flags = [flag for flag in ("--replace", "--no-tiles") if options[flag.strip("-").replace("-", "_")]]
        try:
            wanted = [[key for key in group if options["replace"] or not self._is_there(key)] for group in groups]
            self._build([group for group in wanted if group], flags, options)
        except ground.MissingSource as error:
            raise CommandError(str(error)) from error

    def _build(self, groups: list[list[str]], flags: list[str], options: dict[str, Any]) -> None:
        others = [subprocess.Popen([sys.executable, MANAGE, "build_geography", *group, *flags]) for group in groups[1:]]
        try:
            for key in groups[0] if groups else []:
                self._one(key, options)
        finally:
            codes = [process.wait() for process in others]
        if any(codes):
            raise CommandError("Not everything could be built; see above.")

    def _is_there(self, key: str) -> bool:
        there = Geography.objects.filter(key=key, report__recipe=ground.recipe_of(key)).exists()
        if there:
            self.stdout.write(f"{key}: already built from the same sources")
        return there

    def _one(self, key: str, options: dict[str, Any]) -> None:
        began = time.monotonic()

        def say(line: str) -> None:
            self.stdout.write(f"{key} {time.monotonic() - began:5.1f}s  {line}")
            self.stdout.flush()

        if options["replace"]:
            Geography.objects.filter(key=key).delete()
        say("reading boundaries")
        made = geography_load(
            ground=ground.build(key), tiles=not options["no_tiles"], recipe=ground.recipe_of(key), progress=say
        )
        say(f"done: {made.n_units:,} units, {made.n_borders:,} borders")
