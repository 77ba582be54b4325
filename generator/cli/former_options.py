"""Options that were renamed: their former names go on working, with a hint at the new one."""

from collections.abc import Iterator, Mapping, Sequence

FORMER_OPTIONS: Mapping[tuple[str, str], str] = {
    ("build", "--share"): "--shard",
    ("publish", "--keep"): "--retain",
    ("verify", "--last"): "--previous",
    ("import", "--write"): "--apply",
    ("ledger", "--write"): "--apply",
    ("withdraw", "--drop-name"): "--hide-name",
}
"""The new name of an option by its command and its former name."""


def renamed_options(arguments: Sequence[str], commands: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield each argument as it is called now, with its former name where it was renamed, else ""."""
    command, is_over = "", False
    for argument in arguments:
        is_over = is_over or argument == "--"
        name, equals, value = argument.partition("=")
        new = None if is_over else FORMER_OPTIONS.get((command, name))
        yield (f"{new}{equals}{value}", name) if new else (argument, "")
        command = command or (argument if argument in commands else "")
