"""The figures of a run, and its failures in a form that can be replayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import mean, median

from tests.simulation.user import Misreading, Result

MOST_LISTED = 12


def report(results: Sequence[Result], listed: int = MOST_LISTED) -> Iterator[str]:
    """The lines of the report."""
    wrong = [result for result in results if result.wrong]
    failed = [result for result in results if not result.succeeded]
    done = len(results) - len(failed)
    yield f"conversations           {len(results)}"
    yield f"wrong outcomes          {len(wrong)}"
    yield f"success                 {100 * done / len(results):.2f}%"
    yield f"user turns              {_spread(results, 'turns')}"
    yield f"  information floor     {_spread(results, 'floor')}"
    yield f"  without detours       {_spread([result for result in results if not result.own], 'turns')}"
    yield f"turns beyond the floor  mean {mean(r.extra for r in results):.2f}, none in {_share(results):.1f}%"
    yield f"a correction costs      {correction_cost(results):.2f} turns"
    yield from _failures(failed, listed)
    yield from _misreadings([m for r in results for m in r.misreadings], listed)


def correction_cost(results: Sequence[Result]) -> float:
    """Turns that a correction takes: the one that says it, and what it needs more than conversations without one."""
    with_one = [result.extra + 1 for result in results if result.corrected]
    without = [result.extra for result in results if not result.corrected]
    return mean(with_one) - mean(without) if with_one and without else 0.0


def _failures(failed: Sequence[Result], listed: int) -> Iterator[str]:
    kinds: Counter[str] = Counter(kind for result in failed for kind in dict.fromkeys(_kinds(result)))
    for kind, count in kinds.most_common():
        yield f"failed: {kind:<30} {count}"
    for result in failed[:listed]:
        kind = ", ".join(dict.fromkeys(_kinds(result)))
        yield f"  --only {result.seed}: {kind}; expected {_told(result.expected)}, told {_told(result.told)}"


def _kinds(result: Result) -> Iterator[str]:
    yield from result.faults
    if result.wrong:
        yield "wrong outcome"
    elif not result.finished:
        yield "no end after twelve turns"
    elif result.told != result.expected:
        yield "no answer"


def _misreadings(found: Sequence[Misreading], listed: int) -> Iterator[str]:
    yield f"misreadings             {len(found)}"
    for (fact, meant), count in Counter((m.fact, _kind_of(m)) for m in found).most_common(listed):
        yield f"  {count:>5} {fact}: {meant}"


def _kind_of(misreading: Misreading) -> str:
    if misreading.taken is None:
        return "not taken"
    return "taken though not said" if misreading.meant == "nothing" else "taken for something else"


def _told(verdict: object) -> str:
    return " ".join(str(value) for value in vars(verdict).values() if value) or "no decision"


def _spread(results: Sequence[Result], name: str) -> str:
    values = sorted(getattr(result, name) for result in results)
    return f"median {median(values):.0f}, 95th percentile {values[min(len(values) - 1, int(0.95 * len(values)))]}"


def _share(results: Sequence[Result]) -> float:
    return 100 * sum(result.extra <= 0 for result in results) / len(results)
