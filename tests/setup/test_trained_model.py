"""Which model belongs to the present data, and what happens when it is damaged or training fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from senco import trained_model
from senco.trained_model import ModelError, ensure, fingerprint, model_path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (
        "config.yml",
        "domain.yml",
        "requirements.lock",
        "data/nlu/a.yml",
        "senco/nlu/a.py",
        "senco/dates/a.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Replace Rasa's training, which is tested with Rasa, by one that writes a file; the list has one entry a run."""
    runs: list[Path] = []

    def train(_root: Path, work: Path) -> None:
        runs.append(work)
        (work / "model.tar.gz").write_bytes(b"model %d" % len(runs))

    monkeypatch.setattr(trained_model, "_run_training", train)
    return runs


def test_it_trains_once(project: Path, trainings: list[Path]) -> None:
    first = ensure(project)
    assert ensure(project) == first == model_path(project)
    assert len(trainings) == 1
    assert not trainings[0].exists(), "the working folder stays"


@pytest.mark.parametrize("name", ["config.yml", "data/nlu/a.yml", "senco/dates/a.py", "requirements.lock"])
def test_a_change_of_what_training_reads_trains_again(project: Path, trainings: list[Path], name: str) -> None:
    first = ensure(project)
    (project / name).write_text("changed")
    second = ensure(project)
    assert second != first
    assert sorted(path.name for path in (project / "models").iterdir()) == [second.name, second.name + ".sha256"]


def test_new_renamed_and_removed_files_count(project: Path) -> None:
    prints = [fingerprint(project)]
    (project / "data" / "new.yml").write_text("new")
    prints.append(fingerprint(project))
    (project / "data" / "new.yml").rename(project / "data" / "newer.yml")
    prints.append(fingerprint(project))
    (project / "data" / "newer.yml").unlink()
    assert len(set(prints)) == 3
    assert fingerprint(project) == prints[0]


def test_times_caches_and_hidden_files_do_not_count(project: Path) -> None:
    before = fingerprint(project)
    os.utime(project / "config.yml", (0, 0))
    (project / "senco" / "nlu" / "__pycache__").mkdir()
    (project / "senco" / "nlu" / "__pycache__" / "a.pyc").write_text("x")
    (project / "data" / ".a.yml.swp").write_text("x")
    (project / "README.md").write_text("x")
    assert fingerprint(project) == before


@pytest.mark.parametrize("damage", ["truncated", "empty", "no digest"])
def test_a_damaged_model_is_refused_in_one_line_and_trained_anew_on_request(
    project: Path, trainings: list[Path], damage: str
) -> None:
    model = ensure(project)
    if damage == "no digest":
        model.with_name(model.name + ".sha256").unlink()
    else:
        model.write_bytes(model.read_bytes()[:3] if damage == "truncated" else b"")
    with pytest.raises(ModelError) as refusal:
        ensure(project)
    assert str(refusal.value) == f"The model models/{model.name} is damaged. Run: make train"
    trained_model.train(project)
    assert ensure(project) == model


def test_a_training_that_fails_keeps_the_old_model(
    project: Path, trainings: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = ensure(project)

    def fail(_root: Path, _work: Path) -> None:
        raise ModelError("no")

    monkeypatch.setattr(trained_model, "_run_training", fail)
    (project / "config.yml").write_text("broken")
    with pytest.raises(ModelError):
        ensure(project)
    assert old.read_bytes() == b"model 1"


@pytest.mark.slow
def test_rasas_own_words_come_out_in_one_line(project: Path) -> None:
    (project / "config.yml").write_text(
        "recipe: default.v1\nassistant_id: x\nlanguage: en\npipeline: [{name: Nonsense}]\n"
    )
    (project / "domain.yml").write_text('version: "3.1"\n')
    (project / "data" / "nlu" / "a.yml").write_text('version: "3.1"\nnlu: [{intent: a, examples: "- b"}]\n')
    with pytest.raises(ModelError) as failure:
        ensure(project)
    assert "\n" not in str(failure.value)
    assert "training.log" in str(failure.value)
    assert (project / "models" / "training.log").read_text()
