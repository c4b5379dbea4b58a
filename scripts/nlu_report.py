"""How well sentences are understood, in numbers: ``python scripts/nlu_report.py [--clinc FILE]`` (``make nlu-report``).

Own sentences: the model is trained on data/nlu and judged on the frozen held-out files, which no author of the
training data has seen. Public sentences: CLINC150's banking and cards domains (Larson et al. 2019, CC BY 3.0) as
one JSON file, not kept in the repository; pass its path. Both go through the component's own model.
"""

from __future__ import annotations

import argparse
import json
import random
import string
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML
from sklearn.metrics import f1_score

from senco.nlu.calibration import calibration_error
from senco.nlu.embeddings import SentenceEncoder, sentence_encoder
from senco.nlu.intent_model import IntentModel, IntentSettings, Prediction, train_intents

ROOT = Path(__file__).resolve().parent.parent
TRAINING = ROOT / "data" / "nlu"
HELD_OUT = ROOT / "tests" / "nlu"
KEPT = 0.97
"""The share of in-scope accuracy that a threshold must keep where recall of strangers is given "at 97%"."""
BATCH = 100
SEED = 20261121
Sentences = list[tuple[str, str]]


@dataclass(frozen=True)
class Judged:
    """What a model made of some sentences: per sentence the intent, the confidence, the familiarity."""

    intents: NDArray[Any]
    confidence: NDArray[np.float64]
    familiarity: NDArray[np.float64]


def judge(model: IntentModel, encoder: SentenceEncoder, sentences: Sequence[str]) -> Judged:
    """Run the model over ``sentences``."""
    parts: list[Prediction] = [
        model.predict(sentences[start : start + BATCH], encoder) for start in range(0, len(sentences), BATCH)
    ]
    probabilities = np.vstack([part.probabilities for part in parts])
    names = np.array(model.intents)[probabilities.argmax(axis=1)]
    return Judged(names, probabilities.max(axis=1), np.concatenate([part.familiarity for part in parts]))


def refused(judged: Judged, model: IntentModel, threshold: float) -> NDArray[np.bool_]:
    """Which sentences are called none of ours, by their intent or for want of familiarity."""
    outside: NDArray[np.bool_] = judged.intents == model.settings.out_of_scope
    return outside | (judged.familiarity < threshold)


def keeping_threshold(judged: Judged, right: NDArray[np.bool_]) -> float:
    """The highest threshold that keeps 97% of the accuracy."""
    wanted = KEPT * right.mean()
    kept = [value for value in judged.familiarity if (right & (judged.familiarity >= value)).mean() >= wanted]
    return float(max(kept))


def swap(text: str, dice: random.Random) -> str:
    """Two neighbouring letters change places."""
    at = _letter(text, dice)
    return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]


def drop(text: str, dice: random.Random) -> str:
    """One letter is missing."""
    at = _letter(text, dice)
    return text[:at] + text[at + 1 :]


def slip(text: str, dice: random.Random) -> str:
    """One letter is another."""
    at = _letter(text, dice)
    return text[:at] + dice.choice(string.ascii_lowercase) + text[at + 1 :]


def _letter(text: str, dice: random.Random) -> int:
    inner = [i for i, char in enumerate(text[:-1]) if char.isalpha()]
    return dice.choice(inner) if inner else 0


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "as written": lambda text, _: text,
    "letters swapped": swap,
    "letter dropped": drop,
    "letter mistaken": slip,
    "two typos": lambda text, dice: slip(drop(text, dice), dice),
    "upper case": lambda text, _: text.upper(),
    "no punctuation": lambda text, _: "".join(c for c in text if c not in string.punctuation),
    "filler": lambda text, _: f"hi there {text} thanks",
    "emoji": lambda text, _: f"{text} 🙏😊",
}


def report_in_scope(
    model: IntentModel, encoder: SentenceEncoder, sentences: Sentences
) -> tuple[Judged, NDArray[np.bool_]]:
    """Print accuracy, macro-F1, calibration and robustness."""
    truth = np.array([intent for _, intent in sentences])
    judged = judge(model, encoder, [text for text, _ in sentences])
    right: NDArray[np.bool_] = judged.intents == truth
    f1 = f1_score(truth, judged.intents, average="macro", labels=np.unique(truth), zero_division=0)
    print(f"  accuracy {right.mean():.3f}   macro-F1 {f1:.3f}   ECE {calibration_error(judged.confidence, right):.3f}")
    for name, change in CHANGES.items():
        dice = random.Random(SEED)  # noqa: S311 - repeatable typos, no secrets
        changed = judge(model, encoder, [change(text, dice) for text, _ in sentences])
        print(f"    {name:<16} {(changed.intents == truth).mean():.3f}")
    return judged, right


def report_strangers(
    model: IntentModel,
    encoder: SentenceEncoder,
    strangers: dict[str, list[str]],
    judged: Judged,
    right: NDArray[np.bool_],
) -> None:
    """Print how many strangers are refused, at the trained threshold and at the one that keeps 97% of accuracy."""
    keeping = keeping_threshold(judged, right)
    shown = {name: judge(model, encoder, sentences) for name, sentences in strangers.items()}
    for title, threshold in (("own threshold", model.threshold), ("keeping 97%", keeping)):
        lost = refused(judged, model, threshold).mean()
        rates = "   ".join(f"{name} {refused(one, model, threshold).mean():.3f}" for name, one in shown.items())
        print(f"  {title:<14} in scope refused {lost:.3f}   recall: {rates}")


def report_clinc(file: Path, encoder: SentenceEncoder) -> None:
    """Train on the public sentences, with the settings of the product, and print the same figures."""
    data = json.loads(file.read_text(encoding="utf-8"))
    started = time.perf_counter()
    model = train_intents(
        [text for text, _ in data["train"]], [intent for _, intent in data["train"]], encoder, IntentSettings()
    )
    print(f"CLINC150, 30 intents x 20 ({time.perf_counter() - started:.0f} s to train)")
    judged, right = report_in_scope(model, encoder, [(text, intent) for text, intent in data["test"]])
    report_strangers(model, encoder, {"far": data["far"], "near": data["near"]}, judged, right)


def report_own(encoder: SentenceEncoder) -> None:
    """Train on data/nlu, judge the held-out files, and print the intents most often taken for one another."""
    training = [pair for file in sorted(TRAINING.glob("*.yml")) for pair in _examples(file)]
    started = time.perf_counter()
    model = train_intents([text for text, _ in training], [intent for _, intent in training], encoder, IntentSettings())
    took = time.perf_counter() - started
    print(f"Own: {len(training)} sentences, {len(model.intents)} intents ({took:.0f} s to train)")
    held = _held_out("in_scope")
    judged, right = report_in_scope(model, encoder, held)
    strangers = {name: [text for text, _ in _held_out(name)] for name in ("far", "near")}
    report_strangers(model, encoder, strangers, judged, right)
    pairs = Counter((truth, str(got)) for (_, truth), got in zip(held, judged.intents, strict=True) if truth != got)
    print("  most often mistaken: " + ", ".join(f"{a} for {b} ({n})" for (a, b), n in pairs.most_common(12)))


def _examples(file: Path) -> Sentences:
    blocks = YAML(typ="safe").load(file)["nlu"]
    lines = [(line, block["intent"]) for block in blocks for line in block["examples"].splitlines()]
    return [(line.removeprefix("- ").strip(), intent) for line, intent in lines if line.strip()]


def _held_out(name: str) -> Sentences:
    rows = YAML(typ="safe").load(HELD_OUT / f"heldout_{name}.yml")
    return [(row["text"], row["intent"]) for row in rows]


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description="How well sentences are understood, in numbers.")
    parser.add_argument("--clinc", type=Path, help="the public sentences; without it they are left out")
    parser.add_argument("--only-clinc", action="store_true", help="leave the own sentences out")
    chosen = parser.parse_args()
    encoder = sentence_encoder()
    if not chosen.only_clinc:
        report_own(encoder)
    if chosen.clinc:
        report_clinc(chosen.clinc, encoder)


if __name__ == "__main__":
    main()
