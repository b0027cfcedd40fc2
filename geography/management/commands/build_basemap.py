"""Build the offline base map."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geography.basemap import configuration
from geography.ground.sources import MissingSource


class Command(BaseCommand):
    """`build_basemap`: coast, countries, states, lakes and cities from registry packages; skipped when it is there."""

    help = "Build the offline base map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--replace", action="store_true", help="build it again")

    def handle(self, *args: Any, **options: Any) -> None:
        there = configuration()
        if there["pmtiles"] and there["labels"] and not options["replace"]:
            self.stdout.write("base map: already built")
            return
        from geography.basemap.build import build  # geometry tools take seconds to import

        began = time.monotonic()

        def say(line: str) -> None:
            self.stdout.write(f"base map {time.monotonic() - began:5.1f}s  {line}")

        try:
            archive, labels = build(say)
        except MissingSource as error:
            raise CommandError(str(error)) from error
        say(f"done: {archive.name}, {labels.name}")
