"""Microsoft's own code judges ours: tokens, activities and cards."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from senco.channels.teams_card import answered, render

from .microsoft import APP_ID, Microsoft, public_jwk
from .teams_rig import ANN, BOT, CHANNEL, Rig, Serve, token
from .test_cards import DECISION, QUESTION
from .test_conversation import GREETING
from .test_conversation import QUESTION as ASKED
from .test_trust import BAD_ACTIVITIES, BAD_TOKENS, GOOD_TOKENS

ROOT = Path(__file__).resolve().parents[3]
JUDGES = ROOT / "tests" / "oracles"


def judged(command: list[str | Path], question: Any) -> Any:
    run = subprocess.run(command, input=json.dumps(question), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def python(oracles: Path, judge: str, question: Any) -> Any:
    return judged([oracles / "python" / "bin" / "python", JUDGES / judge], question)


STRICTER = {
    "another tenant": "which tenants may write is our own rule",
    "another tenant in the channel data": "as above",
    "no tenant": "as above",
    "another channel": "with a key that stands for it, any channel may write to their bots",
    "no channel": "they check the channel only where one is named",
    "no address": "they compare it only where there is one",
    "never expiring": "they let a token last for ever",
}
"""Where we refuse and Microsoft's code does not, and why."""


def cases(url: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Tokens and changes of the activity, good and bad."""
    signed: dict[str, Callable[[str], str]] = {"valid": lambda url: token(service_url=url), **GOOD_TOKENS, **BAD_TOKENS}
    kinds = {name: (sign(url), {}) for name, sign in signed.items()}
    return kinds | {name: (token(service_url=url), changes) for name, changes in BAD_ACTIVITIES.items()}


def test_the_verdicts_on_tokens_are_those_of_botframework_connector(oracles: Path, teams: Rig) -> None:
    url = teams.microsoft.service_url
    asked, ours = [], []
    kinds = cases(url)
    for name, (signed, changes) in kinds.items():
        activity = teams.activity(text=name, **changes)
        asked.append({"authorization": f"Bearer {signed}", "activity": activity})
        ours.append(teams.deliver(activity, signed).status_code == 202)
    openid_url = f"{teams.microsoft.address}/v1/.well-known/openidconfiguration"
    theirs = python(oracles, "judge_tokens.py", {"openid_url": openid_url, "app_id": APP_ID, "cases": asked})
    verdicts = {name: (mine, other) for name, mine, other in zip(kinds, ours, theirs, strict=True)}
    assert len(verdicts) >= 9
    # The Bot Service writes the claim in both ways; their Python code knows one.
    assert {name for name, (mine, other) in verdicts.items() if mine and not other} == {"the other spelling"}
    refused_by_us_alone = {name for name, (mine, other) in verdicts.items() if other and not mine}
    assert refused_by_us_alone <= set(STRICTER), verdicts
    assert verdicts["valid"] == (True, True)


def test_both_refuse_a_key_that_does_not_stand_for_teams(oracles: Path, serve: Serve, microsoft: Microsoft) -> None:
    microsoft.keys = [public_jwk("key-1", ("webchat",))]
    teams = serve()
    activity = teams.activity(text="hello")
    signed = token(service_url=microsoft.service_url)
    question = {
        "openid_url": f"{microsoft.address}/v1/.well-known/openidconfiguration",
        "app_id": APP_ID,
        "cases": [{"authorization": f"Bearer {signed}", "activity": activity}],
    }
    assert python(oracles, "judge_tokens.py", question) == [False]
    assert teams.deliver(activity, signed).status_code == 403


def test_microsoft_agents_activity_reads_what_we_send(oracles: Path, teams: Rig) -> None:
    teams.script(GREETING, ASKED, "Plain *words*.")
    teams.say("hello", conversation=CHANNEL)
    question = teams.microsoft.wait_for(3)[1]
    teams.press(question.actions()[1]["data"], conversation=CHANNEL)
    teams.microsoft.wait_for(7)
    sent = [each.body for each in teams.microsoft.sent]
    understood = python(oracles, "judge_activities.py", sent)
    for mine, theirs in zip(sent, understood, strict=True):
        assert theirs["type"] == mine["type"]
        assert theirs["from"]["id"] == BOT["id"] and theirs["recipient"]["aadObjectId"] == ANN["aadObjectId"]
        assert theirs["conversation"]["id"] == CHANNEL["id"]
        assert set(mine) <= set(theirs)
        for ours, read in zip(mine.get("attachments", []), theirs.get("attachments", []), strict=True):
            assert read["contentType"] == "application/vnd.microsoft.card.adaptive"
            assert read["content"] == ours["content"]


def cards() -> list[dict[str, Any]]:
    """Every kind of card, whole, in parts and answered."""
    long = {**DECISION, "blocks": [{"type": "paragraph", "text": f"{n} " + "word " * 300} for n in range(60)]}
    many = {**DECISION, "sources": [DECISION["sources"][0]] * 9}
    activities = [*render(DECISION), *render(many), *render(QUESTION), *render(QUESTION, shared=True), *render(long)]
    activities += filter(None, [answered(DECISION, "c1"), answered(QUESTION, "date", "1 May 2023")])
    return [activity["attachments"][0]["content"] for activity in activities]


def test_the_adaptivecards_renderer_finds_nothing_wrong(oracles: Path) -> None:
    broken = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "Nonsense"}, {"type": "Input.Date"}]}
    *ours, control = judged(["node", JUDGES / "judge_cards.mjs", oracles / "package.json"], [*cards(), broken])
    assert len(ours) >= 6
    assert [complaints for complaints in ours if complaints] == []
    assert control, "the renderer would have found a broken card"
