"""A decision in words: the answer, the date, what to do, why, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from actions.memory import Memory
from actions.say import Block, blocks_of, compose, fact_sources, joined, paragraph, plain, told
from senco.message import Choice, Message
from senco.rules import Decision, Needs, Rules, load_rules
from senco.rules.possibilities import Possibility, possibilities
from senco.words import load_words, render, told_day, told_month, told_span, told_when

UNDER_WAY = ("NASENCO_IN_PROGRESS", "NPQ_IN_PROGRESS")
CHANGEABLE = ("setting", "role", "qualified_teacher")


def decision_message(decision: Decision, memory: Memory, lead: Sequence[Block] = ()) -> Message:
    """The whole message of a decision, after what was just noted."""
    return compose(
        "decision",
        [*lead, *decision_blocks(decision, memory)],
        sources=decision_sources(decision, memory),
        choices=_choices(decision, memory),
        decision=decision.as_dict(),
    )


def decision_blocks(decision: Decision, memory: Memory) -> list[Block]:
    """The parts of a decision, most important first."""
    names = _Names(decision, memory)
    blocks = [{"type": "heading", "text": load_rules().titles[decision.outcome]}, names.answer()]
    blocks += names.deadline()
    blocks += names.readings()
    blocks += names.next_steps()
    blocks += names.notes()
    blocks += names.footing()
    return blocks


def decision_sources(decision: Decision, memory: Memory) -> list[dict[str, Any]]:
    """The sources of the rules that fired and of everything else that the message says."""
    stated = (fact for name in decision_responses(decision, memory) for fact in load_words()[name].facts)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for source in (*decision.sources, *fact_sources(stated)):
        found.setdefault((source["title"], source["publisher"], source["version"]), source)
    return list(found.values())


def decision_responses(decision: Decision, memory: Memory) -> tuple[str, ...]:
    """The ids of the responses that the decision, its next steps and its notes are told with."""
    return tuple(_Names(decision, memory).responses())


class _Names:
    """Which responses a decision is told with, and their values."""

    def __init__(self, decision: Decision, memory: Memory) -> None:
        self.decision, self.memory, self.person = decision, memory, memory.person
        self.outcome = decision.outcome
        self.fired = frozenset(decision.rules)
        self.values = _values(decision, memory)

    def responses(self) -> Iterator[str]:
        """Every response that the message uses."""
        yield self._answer()
        yield self._next()
        yield from self._notes()

    def answer(self) -> Block:
        """The outcome in one or two sentences."""
        return self._paragraph(self._answer())

    def deadline(self) -> list[Block]:
        """The date, large, and the safe day."""
        d = self.decision
        if d.deadline is None or d.safe_by is None:
            return []
        label = render(self._deadline_label(d.deadline))
        value = told_day(d.deadline)
        if d.deadline_latest and d.deadline_latest != d.deadline:
            value = render("utter_deadline_range", first=value, last=told_day(d.deadline_latest))
        block: Block = {"type": "deadline", "label": label, "value": value, "date": d.deadline.isoformat()}
        if d.deadline >= d.as_of:
            block |= {"safe_label": render("utter_safe_label"), "safe": told_day(d.safe_by)}
        return [block]

    def _deadline_label(self, deadline: date) -> str:
        if self.decision.readings:
            return "utter_deadline_label_unclear"
        return "utter_deadline_label_passed" if deadline < self.decision.as_of else "utter_deadline_label"

    def readings(self) -> list[Block]:
        """Every reading of disputed law with its own date and authority."""
        items = [
            self._reading(reading.statement, reading.outcome, reading.deadline) for reading in self.decision.readings
        ]
        return [{"type": "list", "items": items}] if items else []

    def next_steps(self) -> list[Block]:
        """What to do now."""
        head: Block = {"type": "heading", "text": render("utter_next_heading")}
        return [head, *blocks_of(render(self._next(), self.person, **self.values))]

    def notes(self) -> list[Block]:
        """Limits, transition guidance and other things that belong beside the answer."""
        notes = [plain(self._paragraph(name)) for name in self._notes()]
        head: Block = {"type": "heading", "text": render("utter_notes_heading")}
        return [head, {"type": "list", "items": notes}] if notes else []

    def footing(self) -> list[Block]:
        """What was stated and assumed, the standing, and what this is not."""
        facts = self.memory.facts
        what = told(facts.known(), facts, self.decision.as_of)
        blocks = [paragraph("utter_told", self.person, told=what)] if what else []
        if self.decision.assumed:
            taken = joined([render(f"utter_assumed_{name}", self.person) for name in self.decision.assumed])
            blocks.append(paragraph("utter_assumed", self.person, assumed=taken))
        ending = " ".join([render(self._standing()), render("utter_not_legal_advice", as_of=self.values["as_of"])])
        return [*blocks, {"type": "paragraph", "text": ending}]

    def _paragraph(self, name: str) -> Block:
        return paragraph(name, self.person, **self.values)

    def _reading(self, statement: str, outcome: str, deadline: date | None) -> str:
        if deadline is None:
            settled = outcome in load_rules().asks_nothing
            name = "utter_reading_no_date" if settled else "utter_reading_unknown_date"
        else:
            name = "utter_reading_date_passed" if deadline < self.decision.as_of else "utter_reading_date"
        told = told_day(deadline) if deadline else ""
        return f"{statement} {render(name, deadline=told)}"

    def _answer(self) -> str:
        facts, outcome = self.decision.facts, self.outcome
        name = f"utter_decision_{outcome.lower()}"
        if outcome == "NOT_IN_SCOPE":
            return f"{name}_{facts.setting}"
        if outcome == "UNCLEAR_REFER":
            return f"utter_decision_unclear_{self.decision.readings[0].dispute.split(' and ')[0]}"
        variants = {
            "NO_QUAL_NEEDED": (
                "_long_service",
                bool({"long_service_before_rule", "appointed_that_day_long_service"} & self.fired),
            ),
            "NPQ_AT_RISK": ("_under_way", facts.npq == "in_progress"),
            "NOT_SENCO_YET": ("_planned", facts.role != "not_designated"),
            "CANNOT_BE_SENCO": ("_in_induction", facts.qualified_teacher == "in_induction"),
        }
        if outcome == "OVERDUE":
            return name + self._overdue()
        suffix, fits = variants.get(outcome, ("", False))
        return name + suffix if fits else name

    def _overdue(self) -> str:
        if "nasenco_under_way" in self.fired:
            ended = self.decision.also_value("third_anniversary")
            return "_nasenco_ended" if ended else "_nasenco_under_way"
        return "_npq_under_way" if self.decision.facts.npq == "in_progress" else ""

    def _next(self) -> str:
        outcome, answer = self.outcome, self._answer()
        if outcome in ("NO_QUAL_NEEDED", "NASENCO_COUNTS", "NPQ_COUNTS"):
            return "utter_next_nothing"
        if outcome == "UNCLEAR_REFER":
            return self._next_unclear()
        if outcome == "OVERDUE":
            return "utter_next_overdue_under_way" if answer.endswith("_under_way") else "utter_next_overdue"
        if outcome == "NPQ_AT_RISK" or outcome == "NOT_SENCO_YET":
            return answer.replace("utter_decision_", "utter_next_")
        if _is_abroad(self.decision):
            return "utter_next_outside_england"
        return f"utter_next_{outcome.lower()}"

    def _next_unclear(self) -> str:
        if self.decision.deadline is None:
            return "utter_next_unclear_no_date"
        return "utter_next_unclear_passed" if self.decision.deadline < self.decision.as_of else "utter_next_unclear"

    def _notes(self) -> list[str]:
        return [*self._deadline_notes(), *self._nasenco_notes(), *self._course_notes(), *self._guidance_notes()]

    def _deadline_notes(self) -> list[str]:
        d, notes = self.decision, []
        nasenco_end = d.also_value("third_anniversary") is not None
        if d.deadline and not nasenco_end and self.outcome not in ("UNCLEAR_REFER", "NOT_SENCO_YET"):
            notes.append(self._deadline_note(d.deadline))
        if d.deadline != d.deadline_latest:
            notes.append("utter_note_deadline_range")
        start = d.facts.appointed_on
        if d.deadline and start and start.is_day and (start.earliest.month, start.earliest.day) == (2, 29):
            notes.append("utter_note_leap_day")
        if d.also_value("deadline_from_present_post") and self.outcome != "UNCLEAR_REFER":
            notes.append("utter_note_first_or_present_post")
        if self.outcome == "NOT_SENCO_YET" and d.facts.earlier_service == "over_12_months":
            notes.append("utter_note_long_service_to_come")
        if "earlier_service_from" in d.assumed:
            notes.append("utter_note_first_post_unknown")
        return notes

    def _deadline_note(self, deadline: date) -> str:
        if deadline >= self.decision.as_of:
            return "utter_note_deadline"
        ranged = deadline != self.decision.deadline_latest
        return "utter_note_deadline_passed_range" if ranged else "utter_note_deadline_passed"

    def _nasenco_notes(self) -> list[str]:
        d, notes = self.decision, []
        own = d.also_value("third_anniversary")
        if self.outcome == "NASENCO_IN_PROGRESS":
            notes.append("utter_note_nasenco_two_limits")
        if own:
            notes.append(self._own_three_years_note(date.fromisoformat(own)))
        if self.fired & {"nasenco_begun_too_late", "nasenco_finished_begun_too_late"}:
            notes.append("utter_note_nasenco_begun_too_late")
        if "nasenco_finished_too_late" in self.fired:
            notes.append("utter_note_nasenco_finished_too_late")
        if "nasenco_stopped" in self.fired:
            notes.append("utter_note_nasenco_stopped")
        if d.also_value("nasenco_begin_by"):
            notes.append("utter_note_nasenco_still_open")
        if self.outcome == "NOT_SENCO_YET" and d.facts.nasenco == "completed" and d.facts.role == "not_designated":
            notes.append("utter_note_nasenco_will_count")
        return notes

    def _own_three_years_note(self, own: date) -> str:
        if self.outcome != "OVERDUE":
            return "utter_note_nasenco_own_three_years"
        if own < self.decision.as_of:
            return "utter_note_nasenco_ended_three_years_over"
        cohort = next(entry for entry in self.decision.also if entry["what"] == "npq_next_cohort")
        in_time = date.fromisoformat(cohort["result_by"]) <= own
        return "utter_note_nasenco_ended_three_years_left" if in_time else "utter_note_nasenco_ended_time_short"

    def _course_notes(self) -> list[str]:
        d, notes = self.decision, []
        if (
            self.outcome in ("NPQ_REQUIRED", "NPQ_AT_RISK", "NOT_SENCO_YET", "UNCLEAR_REFER")
            and self.values["latest_cohort"]
        ):
            past = self.values["latest_cohort_past"] == "yes"
            notes.append("utter_note_latest_cohort_past" if past else "utter_note_latest_cohort")
        joining = self.outcome in ("NPQ_REQUIRED", "NPQ_AT_RISK", "OVERDUE")
        if joining and self.values["next_cohort"] and not self._answer().endswith("_under_way"):
            expected = self.values["next_cohort_status"] == "expected"
            notes.append("utter_note_next_cohort_expected" if expected else "utter_note_next_cohort")
        if self.outcome == "NPQ_REQUIRED" and self.values["latest_cohort"] == self.values["next_cohort"]:
            notes.append("utter_note_last_chance")
        if d.facts.qualified_teacher == "head" and d.deadline:
            notes.append("utter_note_head_same_clock")
        return notes

    def _guidance_notes(self) -> list[str]:
        letter = self.decision.transition
        if letter is None:
            return []
        change = load_rules().dates["npq_replaces_nasenco"]
        then = letter == "B" and self.decision.as_of < change
        return [f"utter_note_transition_{letter.lower()}{'_then' if then else ''}"]

    def _standing(self) -> str:
        course = self.outcome in ("NPQ_REQUIRED", "NPQ_AT_RISK", "NPQ_IN_PROGRESS")
        if self.decision.standing == "guidance" and not course:
            return "utter_standing_guidance_reading"
        return f"utter_standing_{self.decision.standing}"


def _is_abroad(decision: Decision) -> bool:
    """Whether the rule does not apply because the school is not in England."""
    return decision.outcome == "NOT_IN_SCOPE" and decision.facts.setting == "outside_england"


def _values(decision: Decision, memory: Memory) -> dict[str, str]:
    """The values that any response of a decision may name."""
    also = {entry["what"]: entry for entry in decision.also}
    upcoming, latest = also.get("npq_next_cohort", {}), also.get("npq_latest_cohort", {})
    present = also.get("deadline_from_present_post", {}).get("value")
    first_post = bool({"short_earlier_service", "long_service_policy"} & set(decision.rules))
    start = memory.facts.earlier_service_from if first_post else memory.facts.appointed_on
    days = {
        "deadline": decision.deadline,
        "deadline_latest": decision.deadline_latest,
        "safe_by": decision.safe_by,
        "as_of": decision.as_of,
        "third_anniversary": _day(decision.also_value("third_anniversary")),
        "nasenco_begin_by": _day(decision.also_value("nasenco_begin_by")),
        "present_post": _day(present),
        "result_by": _day(upcoming.get("result_by")),
    }
    starts = _day(latest.get("date"))
    gone = starts is not None and starts.replace(day=1) < decision.as_of.replace(day=1)
    return {
        **{name: told_day(day) if day else "" for name, day in days.items()},
        "said": told_span(start) if start else "",
        "next_cohort": upcoming.get("value", ""),
        "next_cohort_month": told_month(date.fromisoformat(upcoming["date"])) if upcoming else "",
        "next_cohort_status": upcoming.get("status", ""),
        "latest_cohort": latest.get("value", ""),
        "latest_cohort_past": "yes" if gone else "",
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _choices(decision: Decision, memory: Memory) -> list[Choice]:
    """Why, what was said, and one tap for everything that was taken for granted and could change the answer."""
    names = [name for name in decision.assumed if name in CHANGEABLE or name in memory.asked or name == "nasenco"]
    changes = [Choice(render(f"utter_change_{name}"), f'/inform{{"change":"{name}"}}') for name in names]
    return [
        Choice(render("utter_button_why"), "/ask_why"),
        *changes,
        Choice(render("utter_button_summary"), "/ask_summary"),
        Choice(render("utter_button_human"), "/ask_human"),
    ]


def possibility_blocks(needs: Needs, memory: Memory, day: date, rules: Rules) -> list[Block]:
    """What would follow from each answer to a question that cannot be answered."""
    facts, _ = memory.taken()
    fact = needs.facts[0]
    label = rules.labels[fact]
    lead = paragraph("utter_possibilities", memory.person, label=label.label, why=label.why)
    items = [_possibility(found, rules) for found in possibilities(fact, facts, day, rules)]
    return [lead, {"type": "list", "items": items}] if items else [lead]


def _possibility(found: Possibility, rules: Rules) -> str:
    condition = _condition(found)
    title = rules.titles[found.outcome]
    title = title[0].lower() + title[1:] if not title.startswith(("NASENCO", "NPQ", "SENCO")) else title
    if found.deadline:
        name = "utter_possibility_deadline_or_earlier" if found.or_earlier else "utter_possibility_deadline"
        return render(name, condition=condition, title=title, deadline=told_day(found.deadline))
    return render("utter_possibility", condition=condition, title=title)


def _condition(found: Possibility) -> str:
    if found.span is not None:
        return render(f"utter_said_{found.fact}", when=told_when(found.span))
    return render(f"utter_said_{found.fact}_{found.value}")


def needs_message(needs: Needs, memory: Memory, day: date, rules: Rules, choices: Iterable[Choice] = ()) -> Message:
    """The message where something needed cannot be had: what would follow either way."""
    return compose("explanation", possibility_blocks(needs, memory, day, rules), choices=list(choices))
