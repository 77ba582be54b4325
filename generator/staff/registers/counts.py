"""What the public learns of the registers: counts by month, kind and outcome, and units that gave leave to be named."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from generator.core.problem import UsageError
from generator.records.request_count import RequestCount
from generator.staff.registers.entries import RegisterEntry

COUNTS = "stories/reference/request-counts.yml"
"""Where the counts are written, to be reviewed and committed."""


def counts_text(entries: Sequence[RegisterEntry], known: Mapping[str, RequestCount], day: str, header: str) -> str:
    """Return the records of all counts; one that says what it said before keeps the day it was counted on.

    Counts of years of which there is no register any more stay as they were published; where a register holds less
    than was published of its year, UsageError tells: something is missing, and what was public must not vanish.
    """
    years = {entry.received.year for entry in entries}
    if not entries:
        raise UsageError("registers-empty")
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
        if before is not None and int(before.received) > len(found):
            raise UsageError("registers-fewer", id=count_id, before=int(before.received), now=len(found))
        same = before is not None and _said(before) == (len(found), dict(outcomes), tuple(units))
        parts.append(f"counted_on: {before.counted_on.iso if before and same else day}")
        lines.append(f"  - {{{', '.join(parts)}}}")
    written = {"-".join(filter(None, key)) for key in groups}
    for count in known.values():
        if count.id not in written and count.month.year in years:
            raise UsageError("registers-fewer", id=count.id, before=int(count.received), now=0)
    kept = [_as_written(count) for count in known.values() if count.month.year not in years]
    return "\n".join([*lines[:2], *kept, *lines[2:]]) + "\n"


def _as_written(count: RequestCount) -> str:
    """Return a count as it was published."""
    parts = [f"id: {count.id}", f'month: "{count.month.iso}"', f"kind: {count.kind}"]
    parts += [f"model: {count.model}"] if count.model else []
    parts.append(f'received: "{int(count.received)}"')
    if count.outcomes:
        told = ", ".join(f'{{outcome: {each.outcome}, count: "{int(each.count)}"}}' for each in count.outcomes)
        parts.append(f"outcomes: [{told}]")
    parts += [f"units: {json.dumps(list(count.units), ensure_ascii=False)}"] if count.units else []
    return f"  - {{{', '.join([*parts, f'counted_on: {count.counted_on.iso}'])}}}"


def _said(count: RequestCount) -> tuple[int, dict[str, int], tuple[str, ...]]:
    return int(count.received), {each.outcome: int(each.count) for each in count.outcomes}, count.units
