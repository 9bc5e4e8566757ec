"""`demarche serve`: the ledger as local web pages."""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path
from typing import Annotated

import typer

from demarche.cli.ledgers import LedgerPath, ledger_path
from demarche.cli.terminal import say
from demarche.errors import UsageError

EXAMPLE = "demarche serve my.duckdb --port 8765 --no-browser"
PORT = 8765
HOME = "127.0.0.1"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="serve", epilog=f"Example: {EXAMPLE}")(serve)


def serve(
    path: Annotated[
        Path | None, typer.Argument(metavar="[LEDGER]", help="The ledger; else --ledger or $DEMARCHE_LEDGER.")
    ] = None,
    ledger: LedgerPath = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any that is free.")
    ] = PORT,
    host: Annotated[
        str,
        typer.Option(
            "--host", help="The address to listen on; others than 127.0.0.1 open the ledger to the network."
        ),
    ] = HOME,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the home page in a browser.")
    ] = True,
) -> None:
    """Opens the explorer: timelines of who answers whom, with every act's evidence, at a local address.

    Writes nothing but reviews.  Ends with Ctrl-C.
    """
    import uvicorn

    from demarche.explorer import create_app
    from demarche.explorer.security import EVERYWHERE, LOCAL, Token

    token = Token()
    where = ledger_path(path, ledger)
    application = create_app(where, hosts=(host,), token=token)
    with _listening(host, port) as listener:
        number = listener.getsockname()[1]
        url = f"http://{f'[{host}]' if ':' in host else host}:{number}/"
        print(url, flush=True)
        say(f"{where} at {url} – Ctrl-C ends it. Token for reviews by the API: {token.value}")
        if host not in LOCAL:
            say(f"Anyone who reaches {host} can read the ledger and write reviews, with no password.")
        if host in EVERYWHERE:
            say(
                "It answers under any name, so pages of other sites can reach it through the browsers of its "
                "readers (DNS rebinding). Give the address or name that readers use as --host instead."
            )
        if browser:
            _open_later(url)
        config = uvicorn.Config(
            application, log_level="warning", access_log=False, timeout_keep_alive=30, server_header=False
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        UsageError: the port is taken, or the host is none of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()  # who comes before the server has started waits
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be listened on ({error.strerror or error}). Take another port with "
            f"--port, or --port 0 for any that is free."
        ) from None
    return listener


def _open_later(url: str) -> None:
    """Opens a browser once the server has had time to start; where there is none, nothing happens."""
    import webbrowser

    timer = threading.Timer(0.8, webbrowser.open, (url,))
    timer.daemon = True
    timer.start()
