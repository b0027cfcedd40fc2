"""What a stroke costs the page: `python -m tests.benchmarks.editor --address http://localhost:8000 --plan 2`.

Draws lassos of some 2,000 units in a scratch copy of a plan, in a real Chromium, and reads the editor's own
performance measures: `stroke` (hit test, totals, live borders), `figures` (contiguity, indices, issues; once a frame)
and `draw` (the map layer's own script). What the renderer does after the draw calls is not in them. The copy stays, as
the scenario “Benchmark”.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, sync_playwright

from scripts.browser import FLAGS

CENTRE, RADIUS = (760, 430), (170, 150)
Measures = list[tuple[str, float, int]]


def main() -> None:
    options = _options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(base_url=options.address, viewport={"width": 1440, "height": 900})
        _sign_in(page, options.user, options.password)
        plan = _post(page, f"/api/v1/alignments/{options.plan}/fork", {"name": "Benchmark"})["id"]
        _report(_draw(page, plan, options.camera, options.lassos))
        browser.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--plan", type=int, required=True)
    parser.add_argument("--user", default="planner")
    parser.add_argument("--password", default="evenlode")
    parser.add_argument("--camera", default="-84.2,37.5,5.0", help="longitude, latitude, zoom")
    parser.add_argument("--lassos", type=int, default=5)
    return parser.parse_args()


def _sign_in(page: Page, user: str, password: str) -> None:
    page.goto("/signin")
    page.get_by_role("textbox").first.fill(user)
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/signin" not in url)


def _post(page: Page, path: str, body: dict[str, Any]) -> Any:
    return page.evaluate(
        """async ([path, body]) => {
            const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? '';
            const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token };
            const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
            return answer.json();
        }""",
        [path, body],
    )


def _draw(page: Page, plan: int, camera: str, lassos: int) -> Measures:
    page.goto(f"/plans/{plan}?at={camera}")
    page.wait_for_selector("[data-ready=true]", timeout=90_000)
    page.locator("[role=option]").nth(10).click()
    page.keyboard.press("l")
    page.wait_for_timeout(3000)
    page.evaluate("performance.clearMeasures()")
    for _ in range(lassos):
        start, *rest = _ring()
        page.mouse.move(*start)
        page.mouse.down()
        for point in rest:
            page.mouse.move(*point)
        page.mouse.up()
        page.wait_for_timeout(2500)
        page.keyboard.press("Control+z")
        page.wait_for_timeout(2500)
    script = "performance.getEntriesByType('measure').map(e => [e.name, e.duration, e.detail?.units ?? 0])"
    return [tuple(entry) for entry in page.evaluate(script)]


def _ring() -> Iterator[tuple[float, float]]:
    for step in range(11):
        angle = step / 10 * 2 * math.pi
        yield CENTRE[0] + RADIUS[0] * math.cos(angle), CENTRE[1] + RADIUS[1] * math.sin(angle)


def _report(measures: Measures) -> None:
    strokes = [ms for name, ms, units in measures if name == "stroke" and units >= 1500]
    _line("stroke of 1,500 units and more", strokes)
    for name in ("figures", "draw"):
        _line(name, [ms for kind, ms, _ in measures if kind == name])


def _line(name: str, values: list[float]) -> None:
    ordered = sorted(values)
    p90 = ordered[int(0.9 * (len(ordered) - 1))]
    print(f"{name}: n {len(ordered)}, median {statistics.median(ordered):.1f} ms, p90 {p90:.1f}, max {ordered[-1]:.1f}")


if __name__ == "__main__":
    main()
