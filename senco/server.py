"""Start the assistant: the Rasa server and the action server together, until a signal or until one of them dies."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

from senco import clock, supervised, trained_model

READY_WITHIN_SECONDS = 180
STOP_WITHIN_SECONDS = 10
_POLL_SECONDS = 0.2
_LOCAL = "127.0.0.1"


class StartError(RuntimeError):
    """The assistant cannot start or go on; the message is one line that says what to do."""


class Stopped(BaseException):
    """A signal asked us to stop. Not an Exception, so that nothing on the way swallows it."""


@dataclass(frozen=True)
class Settings:
    """Where the two servers listen."""

    host: str = _LOCAL
    port: int = 5005
    actions_port: int = 5055

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read HOST, PORT and ACTIONS_PORT. Raises StartError when a port is no port."""
        return cls(
            host=environment.get("HOST") or cls.host,
            port=_port(environment, "PORT", cls.port),
            actions_port=_port(environment, "ACTIONS_PORT", cls.actions_port),
        )

    @property
    def near_host(self) -> str:
        """The host under which this machine reaches the Rasa server."""
        return {"0.0.0.0": _LOCAL, "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound

    @property
    def address(self) -> str:
        """The address of the server, as a person opens it."""
        host = f"[{self.near_host}]" if ":" in self.near_host else self.near_host
        return f"http://{host}:{self.port}"


class Servers:
    """The two processes. A context manager: whatever happens inside, both are gone afterwards."""

    def __init__(self, settings: Settings, model: Path, environment: Mapping[str, str]) -> None:
        """Remember what to start; nothing runs before ``start``."""
        self._settings = settings
        self._model = model
        self._environment = environment
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Servers:
        """Promise that what ``start`` starts is stopped."""
        return self

    def start(self) -> None:
        """Start both processes."""
        settings = self._settings
        self._start("action server", "senco.rasa_lite.action_server")
        where = ["--interface", settings.host, "--port", str(settings.port)]
        self._start("Rasa server", "senco.rasa_lite", "run", "--model", str(self._model), *where)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop both: ask, wait, then insist."""
        for process in self._processes.values():
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for process in self._processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def wait_until_ready(self) -> None:
        """Return when both servers answer. Raises StartError when one dies or takes too long."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not self._ready():
            self.check()
            if time.monotonic() > deadline:
                raise StartError(f"The servers were not ready after {READY_WITHIN_SECONDS} s: see the messages above.")
            time.sleep(_POLL_SECONDS)

    def check(self) -> None:
        """Raise StartError when one of the two has ended by itself."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise StartError(f"The {name} ended by itself (code {process.returncode}): see the messages above.")

    def _start(self, name: str, module: str, *arguments: str) -> None:
        environment = {**self._environment, supervised.VARIABLE: "1", "ACTIONS_PORT": str(self._settings.actions_port)}
        self._processes[name] = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=trained_model.ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _ready(self) -> bool:
        settings = self._settings
        return _answers(_LOCAL, settings.actions_port, "/health") and _answers(
            settings.near_host, settings.port, "/webhooks/web/health"
        )


def check_ports(settings: Settings) -> None:
    """Raise StartError when one of the two ports cannot be had."""
    if settings.port == settings.actions_port:
        raise StartError(f"PORT and ACTIONS_PORT are both {settings.port}. Set one of them to another number.")
    for name, host, port in (("PORT", settings.host, settings.port), ("ACTIONS_PORT", _LOCAL, settings.actions_port)):
        try:
            family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StartError(
                f"Cannot listen on {host}:{port} ({reason}). Stop what uses it, or set {name} to another number."
            ) from None


def serve(settings: Settings) -> None:
    """Run the assistant until a signal. Raises StartError or ModelError with the one line to show."""
    clock.today()
    check_ports(settings)
    model = trained_model.ensure()
    print("Starting (a few seconds) ...", flush=True)
    started = time.monotonic()
    with Servers(settings, model, os.environ) as servers:
        servers.start()
        servers.wait_until_ready()
        print(f"Ready in {time.monotonic() - started:.1f} s. Open {settings.address}/webhooks/web/demo", flush=True)
        print("Press Ctrl-C to stop.", flush=True)
        while True:
            servers.check()
            time.sleep(_POLL_SECONDS)


def main() -> int:
    """Run the assistant and return the exit code: 0 when told to stop, 1 when something is wrong."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        serve(Settings.from_environment(os.environ))
    except Stopped:
        print("Stopped.", flush=True)
    except (StartError, trained_model.ModelError, clock.ClockError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Unwind once; later signals must not break the orderly end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise StartError(f"{name} must be a number from 1 to 65535, not {text!r}.")


def _answers(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
