"""What the sheet of a model says, on whatever paper: in the order in which somebody who copies needs it."""

from collections.abc import Iterator

from generator.publish.context import SiteContext
from generator.records.model import Model, Step
from generator.records.shared import Result


def sheet_parts(site: SiteContext, model: Model) -> Iterator[tuple[str, list[str]]]:
    """Yield headings with their lines; nothing of what no source told."""
    told = {
        "conditions": [*model.conditions],
        "steps": [_step(step) for step in model.steps] or [model.description],
        "costs": [" · ".join(filter(None, (cost.item, cost.amount, cost.paid_by))) for cost in model.costs],
        "roles": [f"{role.who}: {role.does}" for role in model.roles],
        "results": [_result(site, result) for result in model.results],
        "limits": [*model.limits],
        "lessons": [*model.lessons],
        "contact": [model.contact.office] if model.contact else [],
    }
    yield from ((site.t(f"model.{name}"), lines) for name, lines in told.items() if lines)


def _step(step: Step) -> str:
    time = f" ({step.time})" if step.time else ""
    return f"{step.title}{time}: {step.text}" if step.text else f"{step.title}{time}"


def _result(site: SiteContext, result: Result) -> str:
    value = " ".join(filter(None, (result.after, result.unit)))
    told = site.t("handout.before_after", before=result.before, after=value) if result.before else value
    return f"{result.indicator}: {told}"
