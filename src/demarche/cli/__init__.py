"""The command line: one verb a file, found by its `register` function."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer

from demarche.cli.terminal import fail
from demarche.errors import DemarcheError


def build() -> typer.Typer:
    """The application with every verb of this package on it, in alphabetical order."""
    app = typer.Typer(
        name="demarche",
        help="Reads the news and keeps the ledger of who did what to whom, and in answer to what.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        register = getattr(importlib.import_module(f"{__name__}.{module.name}"), "register", None)
        if register is not None:
            register(app)
    return app


def main() -> None:
    """Runs the command line; a `DemarcheError` ends it with its message and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        build()()
    except DemarcheError as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
