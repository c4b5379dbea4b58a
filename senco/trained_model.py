"""The trained model of the present data: find it, check it, train it.

A model is ``models/senco-<fingerprint>.tar.gz`` with its SHA-256 beside it. The fingerprint is of everything that
training reads, so neither a fresh clone nor a touched file causes a training that is not needed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INPUTS = ("config.yml", "domain.yml", "data", "senco/nlu", "senco/dates", "requirements.lock")
_PROGRESS = "Starting to train component "


class ModelError(RuntimeError):
    """There is no usable model; the message is one line that says what to do."""


def fingerprint(root: Path = ROOT) -> str:
    """Return the SHA-256, in hexadecimal, of the names and contents of all that training reads."""
    total = hashlib.sha256()
    for path in _input_files(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def model_path(root: Path = ROOT) -> Path:
    """Return where the model of the present data is, or would be."""
    return root / "models" / f"senco-{fingerprint(root)[:16]}.tar.gz"


def ensure(root: Path = ROOT) -> Path:
    """Return the model of the present data, trained now if there is none.

    Raises ModelError when it is damaged or training fails.
    """
    model = model_path(root)
    if not model.exists():
        return train(root)
    recorded = _digest_file(model)
    if not recorded.exists() or recorded.read_text(encoding="ascii").strip() != _digest(model):
        raise ModelError(f"The model {model.relative_to(root)} is damaged. Run: make train")
    return model


def train(root: Path = ROOT) -> Path:
    """Train, and only then put the new model in the place of the old ones. Raises ModelError when training fails."""
    model = model_path(root)
    work = root / "models" / ".training"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        _run_training(root, work)
        _digest_file(model).write_text(_digest(work / "model.tar.gz") + "\n", encoding="ascii")
        (work / "model.tar.gz").replace(model)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for old in model.parent.glob("senco-*.tar.gz*"):
        if not old.name.startswith(model.name):
            old.unlink()
    return model


def main() -> int:
    """Train a model; ``--if-needed`` keeps a good one. Return the exit code."""
    try:
        model = ensure() if "--if-needed" in sys.argv[1:] else train()
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Model: {model.relative_to(ROOT)}")
    return 0


def _input_files(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        top = root / name
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in files:
            hidden = any(part.startswith((".", "__pycache__")) for part in path.relative_to(root).parts)
            if path.is_file() and not hidden:
                yield path


def _run_training(root: Path, work: Path) -> None:
    log = root / "models" / "training.log"
    command = [sys.executable, "-m", "senco.rasa_lite", "train", "--out", str(work), "--fixed-model-name", "model"]
    print("Training the model (a minute or two) ...", flush=True)
    started = time.monotonic()
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            command,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        try:
            for line in process.stdout or ():
                file.write(line)
                if _PROGRESS in line:
                    print(f"  {line.partition(_PROGRESS)[2].strip(chr(39) + '.' + chr(10))}", flush=True)
            process.wait()
        finally:
            process.kill()
            process.wait()
    if process.returncode != 0 or not (work / "model.tar.gz").exists():
        raise ModelError(f"Training failed: {_last_words(log)} (the whole log is {log.relative_to(root)})")
    print(f"Trained in {time.monotonic() - started:.0f} s.", flush=True)


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    colours = ("\x1b[91m", "\x1b[93m", "\x1b[0m")
    last = lines[-1] if lines else "it said nothing"
    for colour in colours:
        last = last.replace(colour, "")
    return last


def _digest_file(model: Path) -> Path:
    return model.with_name(model.name + ".sha256")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
