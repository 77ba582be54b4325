"""What the public learns of the registers: counts by month, kind and outcome, and units that gave leave to be named."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from generator.records.request_count import RequestCount
from generator.staff.registers.entries import RegisterEntry

COUNTS = "stories/reference/request-counts.yml"
"""Where the counts are written, to be reviewed and committed."""


def counts_text(entries: Sequence[RegisterEntry], known: Mapping[str, RequestCount], day: str, header: str) -> str:
    """Return the records of all counts; one that says what it said before keeps the day it was counted on."""
    groups: defaultdict[tuple[str, str, str], list[RegisterEntry]] = defaultdict(list)
    for entry in entries:
        model = (entry.model or "") if entry.kind == "lam-theo" else ""
        groups[entry.received.iso[:7], entry.kind, model].append(entry)
    lines = [f"# {header}", "items:"]
    for (month, kind, model), found in sorted(groups.items()):
        count_id = "-".join(filter(None, (month, kind, model)))
        parts = [f"id: {count_id}", f'month: "{month}"', f"kind: {kind}"]
        parts += [f"model: {model}"] if model else []
        parts.append(f'received: "{len(found)}"')
        outcomes = Counter(entry.outcome for entry in found if entry.outcome)
        if outcomes:
            told = ", ".join(f'{{outcome: {outcome}, count: "{n}"}}' for outcome, n in sorted(outcomes.items()))
            parts.append(f"outcomes: [{told}]")
        units = sorted({entry.unit for entry in found if entry.unit and entry.leave})
        if units:
            parts.append(f"units: {json.dumps(units, ensure_ascii=False)}")
        before = known.get(count_id)
        same = before is not None and _said(before) == (len(found), dict(outcomes), tuple(units))
        parts.append(f"counted_on: {before.counted_on.iso if before and same else day}")
        lines.append(f"  - {{{', '.join(parts)}}}")
    return "\n".join(lines) + "\n"


def _said(count: RequestCount) -> tuple[int, dict[str, int], tuple[str, ...]]:
    return int(count.received), {each.outcome: int(each.count) for each in count.outcomes}, count.units
