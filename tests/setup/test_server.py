"""The supervisor: settings, ports, signals and the death of one of its two processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from senco.server import Servers, Settings, StartError, check_ports
from senco.trained_model import ROOT
from tests.conftest import free_ports

# Two stand-ins for the real servers, which take too long here: they answer their health and end when told to.
FAKE = """
import http.server, os, sys
sys.path.insert(0, {root!r})
from senco import supervised
supervised.stop_with_supervisor()
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", {port}), Healthy).serve_forever()
"""
SUPERVISE = """
import sys
from pathlib import Path
from senco import server, trained_model
trained_model.ROOT = Path(sys.argv[1])
trained_model.ensure = lambda: Path("model.tar.gz")
sys.exit(server.main())
"""


@pytest.mark.parametrize("text", ["0", "65536", "-1", "abc", "50 05", "5005.0", "٥٠٠٥"])
def test_a_port_must_be_a_port(text: str) -> None:
    with pytest.raises(StartError, match="PORT must be a number"):
        Settings.from_environment({"PORT": text})


def test_settings_come_from_the_environment_and_empty_means_unset() -> None:
    assert Settings.from_environment({}) == Settings("127.0.0.1", 5005, 5055)
    assert Settings.from_environment({"HOST": "", "PORT": "", "ACTIONS_PORT": ""}) == Settings()
    given = Settings.from_environment({"HOST": "0.0.0.0", "PORT": "80", "ACTIONS_PORT": "81"})
    assert given == Settings("0.0.0.0", 80, 81)
    assert given.address == "http://127.0.0.1:80"
    assert Settings("::1", 80).address == "http://[::1]:80"


@pytest.mark.parametrize("name", ["PORT", "ACTIONS_PORT"])
def test_a_port_in_use_is_named_with_the_way_out(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        settings = Settings.from_environment({"PORT": str(free_ports(1)[0]), name: str(taken)})
        with pytest.raises(StartError, match=rf"127\.0\.0\.1:{taken} .*set {name} to another"):
            check_ports(settings)
    check_ports(settings)


def test_the_two_ports_must_differ() -> None:
    with pytest.raises(StartError, match="both 6000"):
        check_ports(Settings(port=6000, actions_port=6000))


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Settings]]:
    """The real supervisor over two fake servers."""
    port, actions_port = free_ports(2)
    package = tmp_path / "senco" / "rasa_lite"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (tmp_path / "senco" / "__init__.py").write_text(f"__path__.append({str(ROOT / 'senco')!r})")
    (package / "__main__.py").write_text(FAKE.format(root=str(tmp_path), port=port))
    (package / "action_server.py").write_text(FAKE.format(root=str(tmp_path), port=actions_port))
    environment = {**os.environ, "PORT": str(port), "ACTIONS_PORT": str(actions_port), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process, Settings(port=port, actions_port=actions_port)
    process.kill()
    process.wait()


def until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Ready"):
            return line
    raise AssertionError("never ready")


def pid_behind(port: int) -> int:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/")
    return int(connection.getresponse().read())


def both_are_gone(pids: list[int]) -> bool:
    for _ in range(50):
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_both_and_exits_with_nought(
    supervisor: tuple[subprocess.Popen[str], Settings], number: signal.Signals
) -> None:
    process, settings = supervisor
    assert f"{settings.address}/webhooks/web/demo" in until_ready(process)
    pids = [pid_behind(settings.port), pid_behind(settings.actions_port)]
    process.send_signal(number)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert output.splitlines()[-1] == "Stopped."
    assert "Traceback" not in output
    assert both_are_gone(pids)


@pytest.mark.parametrize(("which", "name"), [("port", "Rasa server"), ("actions_port", "action server")])
def test_when_one_dies_the_other_is_stopped(
    supervisor: tuple[subprocess.Popen[str], Settings], which: str, name: str
) -> None:
    process, settings = supervisor
    until_ready(process)
    pids = [pid_behind(settings.port), pid_behind(settings.actions_port)]
    os.kill(pid_behind(getattr(settings, which)), signal.SIGKILL)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output.splitlines()[-1] == f"The {name} ended by itself (code -9): see the messages above."
    assert both_are_gone(pids)


def test_both_end_when_the_supervisor_is_killed(supervisor: tuple[subprocess.Popen[str], Settings]) -> None:
    process, settings = supervisor
    until_ready(process)
    pids = [pid_behind(settings.port), pid_behind(settings.actions_port)]
    process.kill()
    process.wait()
    assert both_are_gone(pids)


def test_today_may_not_be_set_in_production() -> None:
    environment = {**os.environ, "SENCO_TODAY": "2026-01-01", "SENCO_ENV": "production"}
    command = [sys.executable, "-m", "senco.server"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 1
    assert done.stderr == "SENCO_TODAY may not be set when SENCO_ENV is production. Unset it.\n"


def test_a_server_that_never_becomes_ready_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("senco.server.READY_WITHIN_SECONDS", 0)
    port, actions_port = free_ports(2)
    with (
        Servers(Settings(port=port, actions_port=actions_port), Path("none.tar.gz"), os.environ) as servers,
        pytest.raises(StartError, match="not ready after 0 s"),
    ):
        servers.wait_until_ready()
