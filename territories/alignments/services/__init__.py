"""Every write to alignments."""

from territories.alignments.services.create import alignment_create, alignment_fork
from territories.alignments.services.edit import EditResult, edit_apply, revision_restore
from territories.alignments.services.infer import OwnerMap, alignment_infer, infer_preview
from territories.alignments.services.lifecycle import alignment_step, alignment_update

__all__ = [
    "EditResult",
    "OwnerMap",
    "alignment_create",
    "alignment_fork",
    "alignment_infer",
    "alignment_step",
    "alignment_update",
    "edit_apply",
    "infer_preview",
    "revision_restore",
]
