"""Rasa without TensorFlow: what loads, what is refused, and how actions are called."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from senco.trained_model import ROOT

COMPONENTS = [
    ("pipeline", "DIETClassifier"),
    ("pipeline", "ResponseSelector"),
    ("pipeline", "ConveRTFeaturizer"),
    ("pipeline", "LanguageModelFeaturizer"),
    ("policies", "TEDPolicy"),
    ("policies", "UnexpecTEDIntentPolicy"),
]
DOMAIN = """
version: "3.1"
intents: [greet, bye]
responses:
  utter_hello: [{text: Hello}]
"""
DATA = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - hi there
- intent: bye
  examples: |
    - bye
    - see you
rules:
- rule: hello
  steps: [{intent: greet}, {action: utter_hello}]
- rule: hello again
  steps: [{intent: bye}, {action: utter_hello}]
"""
PIPELINE = ["WhitespaceTokenizer", "CountVectorsFeaturizer", "LogisticRegressionClassifier"]


def in_new_process(code: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run code in a Python of its own: what is imported, and in which order, is the point."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )


def rasa(bot: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "senco.rasa_lite", *arguments]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(bot), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=bot, env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """The smallest bot that Rasa trains."""
    write_config(tmp_path, PIPELINE, ["RulePolicy"])
    (tmp_path / "domain.yml").write_text(DOMAIN)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "all.yml").write_text(DATA)
    return tmp_path


def write_config(bot: Path, pipeline: list[str], policies: list[str]) -> None:
    config = {
        "recipe": "default.v1",
        "assistant_id": "smallest",
        "language": "en",
        "pipeline": [{"name": name} for name in pipeline],
        "policies": [{"name": name} for name in policies],
    }
    (bot / "config.yml").write_text(json.dumps(config))  # JSON is YAML


@pytest.mark.slow
def test_a_bot_trains_quietly_and_without_tensorflow(bot: Path) -> None:
    done = rasa(bot, "train", "--fixed-model-name", "smallest")
    assert done.returncode == 0, done.stderr
    assert (bot / "models" / "smallest.tar.gz").exists()
    assert "Warning" not in done.stdout + done.stderr


@pytest.mark.slow
def test_training_with_a_component_that_needs_tensorflow_ends_in_one_line(bot: Path) -> None:
    write_config(bot, [*PIPELINE, "DIETClassifier"], ["RulePolicy"])
    done = rasa(bot, "train", "--skip-validation")
    assert done.returncode == 1
    last = (done.stdout + done.stderr).strip().splitlines()[-1]
    assert "DIETClassifier needs TensorFlow" in last
    assert "Take DIETClassifier out of config.yml" in last
    assert "Traceback" not in done.stderr


def test_each_component_that_needs_tensorflow_is_refused_by_name() -> None:
    done = in_new_process(
        "from senco.rasa_lite import prepare; prepare()\n"
        "from rasa.engine import validation\n"
        "from rasa.engine.recipes.default_recipe import DefaultV1Recipe\n"
        "from rasa.shared.data import TrainingType\n"
        f"for section, name in {COMPONENTS!r}:\n"
        "    config = {'pipeline': [{'name': 'WhitespaceTokenizer'}], 'policies': [{'name': 'RulePolicy'}]}\n"
        "    config[section].append({'name': name})\n"
        "    graph = DefaultV1Recipe().graph_config_for_recipe(config, {}, TrainingType.BOTH, False)\n"
        "    try: validation.validate(graph)\n"
        "    except Exception as error: print(error)\n"
        "    else: print('accepted', name)\n"
    )
    expected = [
        f"{name} needs TensorFlow, which this product leaves out. Take {name} out of config.yml."
        for _, name in COMPONENTS
    ]
    assert done.stdout.splitlines() == expected, done.stderr


def test_the_server_and_its_commands_import_without_tensorflow() -> None:
    done = in_new_process(
        "from senco.rasa_lite import prepare; prepare();"
        "import sys, rasa.__main__, rasa.core.run, rasa.server, rasa.core.test;"
        "print([name for name in sys.modules if name.split('.')[0] in ('tensorflow', 'keras', 'torch', 'jax')])"
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_only_the_eight_modules_are_stood_in_for() -> None:
    done = in_new_process(
        "from senco.rasa_lite import prepare; prepare();"
        "import sys, rasa.__main__, rasa.core.run, rasa.engine.recipes.default_components;"
        "print([n for n, m in sorted(sys.modules.items()) if 'stand-in' in str(getattr(m, '__spec__', None))])"
    )
    expected = {
        "rasa.core.policies.ted_policy",
        "rasa.core.policies.unexpected_intent_policy",
        "rasa.nlu.classifiers.diet_classifier",
        "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
        "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
        "rasa.nlu.selectors.response_selector",
        "rasa.utils.tensorflow.callback",
        "rasa.utils.tensorflow.data_generator",
    }
    assert set(json.loads(done.stdout.replace("'", '"'))) == expected, done.stderr


def test_settings_of_tensorflow_in_the_environment_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_INTER_OP_PARALLELISM_THREADS", "2")
    done = in_new_process(
        "from senco.rasa_lite import prepare; prepare();"
        "from rasa.utils.tensorflow.environment import setup_tf_environment as s; s(); print('fine')"
    )
    assert done.stdout.strip() == "fine", done.stderr


def test_nothing_is_reported_to_rasa_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "true")
    done = in_new_process(
        "from senco.rasa_lite import prepare; prepare();"
        "from rasa.telemetry import is_telemetry_enabled; print(is_telemetry_enabled())"
    )
    assert done.stdout.strip() == "False", done.stderr


def test_our_own_deprecations_still_show() -> None:
    done = in_new_process(
        "from senco.rasa_lite import prepare; prepare(); import warnings;"
        "warnings.warn_explicit('theirs', DeprecationWarning, 'x.py', 1, module='aiogram.bot');"
        "warnings.warn_explicit('ours', DeprecationWarning, 'x.py', 1, module='senco.channels.web')"
    )
    assert "ours" in done.stderr
    assert "theirs" not in done.stderr


ACTION_CALL = """
import asyncio, json, sys, time
from senco.rasa_lite import prepare
prepare()
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from senco.rasa_lite import action_call
action_call.install()
action_call.install()

async def call(url):
    action = RemoteAction("action_check", EndpointConfig(url))
    tracker = DialogueStateTracker.from_events("a", [])
    output, nlg = CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({})
    started = time.monotonic()
    try:
        events = await action.run(output, nlg, tracker, Domain.empty())
        answer = {"events": [event.as_dict()["event"] for event in events]}
    except Exception as error:
        chained = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        answer = {"error": type(error).__name__, "text": str(error), "chained": repr(chained)}
    print(json.dumps({**answer, "seconds": time.monotonic() - started}))

for url in sys.argv[1:]:
    asyncio.run(call(url))
"""


@pytest.fixture
async def action_server() -> Iterator[str]:  # type: ignore[misc]
    """An HTTP server that answers each path in its own way."""
    answers = {
        "/good": (200, {"events": [{"event": "slot", "name": "npq", "value": "none"}], "responses": []}),
        "/malformed": (200, {"events": [{"event": "no_such_event"}], "responses": []}),
        "/list": (200, []),
        "/rejected": (400, {"action_name": "action_check", "error": "not now"}),
        "/failed": (500, {"error": "boom", "request_body": {"text": "what the user typed"}}),
    }

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        if path == "/slow":
            await asyncio.sleep(10)
        status, body = answers.get(path, (200, {}))
        text = json.dumps(body).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + text)
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    listener.close()


async def test_how_actions_are_called(action_server: str) -> None:
    paths = ["/good", "/malformed", "/list", "/rejected", "/failed", "/slow"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        ACTION_CALL,
        *(action_server + path for path in paths),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    stdout, stderr = await asyncio.wait_for(process.communicate(), 60)
    told = [json.loads(line) for line in stdout.decode().splitlines() if line.startswith("{")]
    assert len(told) == len(paths), stderr.decode()
    good, malformed, listed, rejected, failed, slow = told
    assert good["events"] == ["slot"]
    assert malformed["error"] == "ValidationError"
    assert "events/0" in malformed["text"]
    assert listed["error"] == "ValidationError"
    assert rejected["error"] == "ActionExecutionRejection"
    assert failed["error"] == "RasaException"
    assert "what the user typed" not in failed["text"] + failed["chained"]
    assert slow["error"] == "RasaException"
    assert "3 seconds" in slow["text"]
    assert 2.5 < slow["seconds"] < 6


def test_checking_an_answer_costs_less_than_rasas_own_check() -> None:
    done = in_new_process(
        "from senco.rasa_lite import prepare; prepare()\n"
        "import timeit\n"
        "from rasa.core.actions.action import RemoteAction\n"
        "answer = {'events': [{'event': 'slot', 'name': 'npq', 'value': 'none'}] * 5, 'responses': [{'text': 'x'}]}\n"
        "check = lambda: RemoteAction('action_check', None)._validate_action_result(answer)\n"
        "theirs = min(timeit.repeat(check, number=20, repeat=3))\n"
        "from senco.rasa_lite import action_call; action_call.install()\n"
        "print(theirs / min(timeit.repeat(check, number=20, repeat=3)))\n"
    )
    assert float(done.stdout) > 2, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("domain", "code"),
    [
        (DOMAIN, 0),
        (DOMAIN.replace("bye]", "bye, never_heard]"), 1),
        (DOMAIN + "  utter_by_an_action: [{text: Said by an action}]\n", 0),
    ],
)
def test_validation_fails_on_every_warning_but_of_what_actions_say(bot: Path, domain: str, code: int) -> None:
    (bot / "domain.yml").write_text(domain)
    done = rasa(bot, "data", "validate", "--fail-on-warnings")
    assert done.returncode == code, done.stdout + done.stderr
    assert ("never_heard" in done.stderr) == bool(code)
