"""The command line: one verb a file, found by its `register` function."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from demarche.cli.terminal import DONE, fail
from demarche.errors import DemarcheError


class Verbs(TyperGroup):
    """The verbs in alphabetical order; a reader that has seen enough (`| head`) ends a run quietly."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _close_stdout()
            raise typer.Exit(DONE) from None


def build() -> typer.Typer:
    """The application with every verb of this package on it."""
    app = typer.Typer(
        cls=Verbs,
        name="demarche",
        help="Reads the news and keeps the ledger of who did what to whom, and in answer to what.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        callback=_options,
    )
    for module in pkgutil.iter_modules(__path__):
        register = getattr(importlib.import_module(f"{__name__}.{module.name}"), "register", None)
        if register is not None:
            register(app)
    return app


def main() -> None:
    """Runs the command line; a `DemarcheError` ends it with its message and exit status 2."""
    # Before numpy loads: its small matrices gain nothing by more threads.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        build()()
    except DemarcheError as error:
        fail(str(error))
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _close_stdout()


def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=lambda asked: asked and _version()
        ),
    ] = False,
) -> None:
    del version


def _version() -> None:
    from demarche import __version__

    print(f"demarche {__version__}")
    raise typer.Exit(DONE)


def _close_stdout() -> None:
    """Nobody reads any more: what is still to be written goes nowhere, without a complaint at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
