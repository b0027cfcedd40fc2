"""Which parts of a plan have to be decided, and by whom.

The parts are the nodes right under the head of the tree (its branches) below which anything changes; a change across
two branches needs both. Each is decided by who holds its position, else by the nearest held one above — never by the
one who submits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import PlanningError
from people.models import FieldForce, Position
from people.selectors import ancestors, managers_of
from territories.alignments.difference import Difference
from territories.alignments.state import State, Territory


@dataclass
class Branch:
    """A part in the making: its key and name, the position that decides, and the changed leaves below it."""

    key: str
    name: str
    position: Position
    leaves: list[str] = field(default_factory=list)


def changed_leaves(before: State, after: State, found: Difference) -> set[str]:
    """Leaves that give or take anything, or whose name, place in the tree or holder changes, in either state."""
    keys = {key for flow in found.flows for key in (flow.origin, flow.target)}
    held = [{leaf.key: leaf for leaf in state.leaves} for state in (before, after)]
    for key in held[0].keys() | held[1].keys():
        sides = [leaves.get(key) for leaves in held]
        if None in sides or sides[0].position != sides[1].position:  # type: ignore[union-attr]
            keys.add(key)
    return {key for key in keys if key in held[0] or key in held[1]}


def branches(
    field_force: FieldForce, before: State, after: State, changed: Iterable[str], submitter: Any
) -> list[Branch]:
    """The parts to decide on. Raises PlanningError when nobody but the submitter could decide on one of them."""
    posts = _Posts(field_force, submitter)
    level = review_level(after)
    found: dict[str, Branch] = {}
    for key in sorted(changed):
        leaf = after.territories.get(key) or before.territories[key]
        node = _node(after, leaf, level, posts)
        post = posts.decider([*(n.position for n in _upwards(after, node or leaf)), leaf.position])
        if post is None:
            raise PlanningError(
                "no_reviewer",
                _("Nobody can decide on %(name)s: put a manager above it, or let somebody else submit."),
                name=(node or leaf).name,
            )
        part = (node.key, node.name) if node is not None else (post.code, post.name)
        found.setdefault(part[0], Branch(*part, post)).leaves.append(key)
    return list(found.values())


def review_level(state: State) -> int:
    """The level of the branches: right under a single head, else the top itself."""
    roots = [node for node in state.territories.values() if node.parent is None]
    nodes = [t for t in state.territories.values() if t.parent == roots[0].key] if len(roots) == 1 else roots
    return max((node.level for node in nodes), default=0)


def _node(after: State, leaf: Territory, level: int, posts: _Posts) -> Territory | None:
    """The branch a leaf belongs to; for a leaf that the plan no longer has, the branch of its position."""
    if leaf.key in after.territories:
        above = [node for node in _upwards(after, leaf) if node.level == level and node.level > 0]
        return above[0] if above else None
    by_position = {n.position: n for n in after.territories.values() if n.level == level and n.level > 0 and n.position}
    return next((by_position[code] for code in posts.line(leaf.position) if code in by_position), None)


def _upwards(state: State, node: Territory) -> list[Territory]:
    return [state.territories[key] for key in state.lineage(node.key)]


class _Posts:
    """Positions of the force and who may decide at them, each looked up once."""

    def __init__(self, field_force: FieldForce, submitter: Any) -> None:
        self.by_code = {post.code: post for post in field_force.positions.select_related("parent")}
        self.submitter = submitter
        self.lines: dict[str, list[str]] = {}
        self.held: dict[str, bool] = {}

    def line(self, code: str | None) -> list[str]:
        """The post and all above it, by code."""
        if code is None or code not in self.by_code:
            return []
        if code not in self.lines:
            post = self.by_code[code]
            self.lines[code] = [code, *(above.code for above in ancestors(post))]
        return self.lines[code]

    def decider(self, codes: Iterable[str | None]) -> Position | None:
        """The first managing post on the lines of these that somebody else than the submitter decides for."""
        for code in (above for start in codes for above in self.line(start)):
            if self.by_code[code].level > Position.Level.REP and self.can_decide(code):
                return self.by_code[code]
        return None

    def can_decide(self, code: str) -> bool:
        if code not in self.held:
            self.held[code] = managers_of(self.by_code[code]).exclude(pk=self.submitter.pk).exists()
        return self.held[code]
