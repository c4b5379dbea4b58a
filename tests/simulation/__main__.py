"""Simulated users: ``python -m tests.simulation [--conversations N] [--seed S] [--only SEED]``.

``--only`` replays one conversation and prints every word. Exits with 1 where an outcome was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from senco import trained_model

TODAY = "2026-11-21"
CONVERSATIONS = 10_000


def main(arguments: Sequence[str]) -> int:
    """Run the simulation and print its report."""
    os.environ["SENCO_TODAY"] = TODAY
    options = _parser().parse_args(arguments)
    model = options.model or trained_model.ensure()
    seeds = [options.only] if options.only is not None else range(options.seed, options.seed + options.conversations)
    from tests.simulation.run import run

    results = asyncio.run(run(model, seeds))
    if options.only is not None:
        print("\n".join(results[0].transcript))
    from tests.simulation.report import report

    print("\n".join(report(results)))
    if options.misreadings:
        lines = (f"{r.seed}\t{m.fact}\t{m.meant}\t{m.taken}\t{m.text}" for r in results for m in r.misreadings)
        Path(options.misreadings).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return int(any(result.wrong for result in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description="Simulated users.")
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    parser.add_argument("--seed", type=int, default=1, help="the first conversation's seed")
    parser.add_argument("--only", type=int, metavar="SEED", help="replay one conversation")
    parser.add_argument("--model", type=Path, help="a trained model; without it the one of the present data")
    parser.add_argument("--misreadings", metavar="FILE", help="write every misread sentence there")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
