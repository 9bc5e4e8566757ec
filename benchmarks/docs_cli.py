"""Writes docs/cli.md from the code: `python -m benchmarks.docs_cli`.  A test fails when the two differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
OPENING = """# The command line

Written by `python -m benchmarks.docs_cli` from the code; change the help texts there.

Data goes to stdout, progress and complaints to stderr; `-` is stdin; a pipe gets plain and stable text.
Exit status: 0 all done, 1 some inputs rejected (or, for `check`, invariants broken), 2 wrong use.
Each run ends with a line that sums it up, on stderr.
"""


def verbs() -> Iterator[tuple[str, Any]]:
    """(name, command) of every verb, those of a group as "group verb", in alphabetical order."""
    import typer

    from demarche.cli import build

    yield from _walk(typer.main.get_command(build()), ())


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name, verb in sorted(command.commands.items()):
        if hasattr(verb, "commands"):
            yield from _walk(verb, (*path, name))
        else:
            yield " ".join((*path, name)), verb


def page() -> str:
    """The whole page."""
    found = list(verbs())
    index = [f"| [`{name}`](#{name.replace(' ', '-')}) | {_first_line(verb.help)} |" for name, verb in found]
    parts = [OPENING, "| verb | what it does |\n| --- | --- |\n" + "\n".join(index) + "\n"]
    parts += [_section(name, verb) for name, verb in found]
    return "\n".join(parts)


def _section(name: str, verb: Any) -> str:
    arguments = [p for p in verb.params if p.param_type_name == "argument"]
    options = [p for p in verb.params if p.param_type_name == "option" and not p.hidden and p.name != "help"]
    usage = " ".join(["demarche", name, "[OPTIONS]" if options else "", *(_metavar(p) for p in arguments)])
    help_text = "\n".join(line.strip() for line in verb.help.strip().splitlines())
    example = (verb.epilog or "").removeprefix("Example: ")
    lines = [f"## {name}", "", help_text, "", "```", " ".join(usage.split()), example, "```", ""]
    if arguments or options:
        lines += ["| | |", "| --- | --- |"]
        lines += [f"| `{_metavar(p)}` | {_help(p)} |" for p in arguments]
        lines += [f"| {_names(p)} | {_help(p)} |" for p in options]
        lines.append("")
    return "\n".join(lines)


def _names(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if option.secondary_opts:
        names += " / " + ", ".join(f"`{name}`" for name in option.secondary_opts)
    return names if option.is_flag else f"{names} {option.metavar or _kind(option)}"


def _metavar(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _kind(option: Any) -> str:
    annotation = option.type_descriptor.annotation
    return {"int": "N", "float": "NUMBER", "Path": "PATH"}.get(getattr(annotation, "__name__", ""), "TEXT")


def _help(parameter: Any) -> str:
    notes = []
    if parameter.envvar:
        notes.append(f"also ${parameter.envvar}")
    default = parameter.default
    if not (default is None or callable(default) or default in (False, "", ()) or isinstance(default, bool)):
        notes.append(f"default: {default:g}" if isinstance(default, int | float) else f"default: {default}")
    if parameter.required and parameter.param_type_name == "option":
        notes.append("required")
    text = " ".join((parameter.help or "").split()) + (f" ({'; '.join(notes)})" if notes else "")
    return text.replace("|", "\\|")


def _first_line(text: str) -> str:
    return " ".join(text.strip().split("\n\n")[0].split()).replace("|", "\\|")


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {sum(1 for _ in verbs())} verbs")


if __name__ == "__main__":
    main()
