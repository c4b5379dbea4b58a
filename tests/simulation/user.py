"""A simulated user: opens, answers what is asked, strays, slips, and mends what the assistant tells back wrongly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from dateutil.relativedelta import relativedelta

from actions.say import said
from senco.rules import Facts, Rules
from senco.rules.model import DATES, VALUES
from senco.timespan import DateSpan
from tests.simulation.assistant import Assistant, Heard
from tests.simulation.oracle import TOGETHER, Verdict, can_be, questions_left, verdict
from tests.simulation.persona import Persona, Value, draw
from tests.simulation.wording import Voice

MOST_TURNS = 12
CORRECTS, DIGRESSES, TYPES_NONSENSE, MISTYPES = 0.20, 0.15, 0.05, 0.10
IDENTICAL_PROMPTS_TOO_MANY = 3


@dataclass(frozen=True)
class Misreading:
    """One fact that a message stated and the assistant did not take, or took for something else."""

    fact: str
    meant: str
    taken: str | None
    text: str


@dataclass
class Result:
    """What one conversation came to. ``own`` counts the turns that the user chose to spend on something else."""

    seed: int
    expected: Verdict = field(default_factory=lambda: Verdict(None))
    told: Verdict = field(default_factory=lambda: Verdict(None))
    finished: bool = False
    turns: int = 0
    floor: int = 0
    own: int = 0
    corrected: bool = False
    faults: list[str] = field(default_factory=list)
    misreadings: list[Misreading] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Whether an outcome or a date was told that does not follow from what was said."""
        return self.told.outcome is not None and self.told != self.expected

    @property
    def succeeded(self) -> bool:
        """Whether the person got the right answer and no prompt was empty or put too often."""
        return self.finished and self.told == self.expected and not self.faults

    @property
    def extra(self) -> int:
        """The turns beyond the floor that were not of the user's own choosing."""
        return self.turns - self.floor - self.own


async def converse(assistant: Assistant, seed: int, today: date, rules: Rules) -> Result:
    """Play the conversation of this seed; the same seed always says the same to the same answers."""
    random = Random(seed)
    user = User(draw(random, today, rules), random, today, rules, seed)
    name = f"simulated-{seed}"
    text: str | None = user.opening()
    while text is not None and user.result.turns < MOST_TURNS:
        user.hears(text, heard := await assistant.say(name, text))
        text = user.answers(heard)
    user.result.finished = text is None
    assistant.forget(name)
    return user.judged()


class User:
    """One persona in one conversation."""

    def __init__(self, persona: Persona, random: Random, today: date, rules: Rules, seed: int) -> None:
        self.persona, self.random, self.today, self.rules = persona, random, today, rules
        self.voice = Voice(random, third_person=persona.third_person, mistyped=MISTYPES)
        self.result = Result(seed)
        self.stated: dict[str, Value] = {}
        self._just_stated: dict[str, Value] = {}
        self._slip = (
            self._choose_slip() if random.random() < CORRECTS and persona.truth["role"] != "not_designated" else None
        )
        self._at_once = random.random() < 0.5
        self._slipped = False
        self._digresses = random.random() < DIGRESSES
        self._nonsense = random.random() < TYPES_NONSENSE
        self._keeps_back = persona.unusual if random.random() < 0.25 else []
        self._noticed: set[str] = set()
        self._prompts: Counter[str] = Counter()
        self._expects_answer = False
        self._patience = dict.fromkeys([*persona.unusual, "appointed_on"], 3)

    # --- what is said

    def opening(self) -> str:
        """The first message: a greeting, some of the facts in any order, and perhaps a question."""
        parts = [self._fact(fact) for fact in self.persona.unusual if fact not in self._keeps_back]
        in_post = self.persona.truth["role"] != "not_designated"
        units = [self._appointed, self._award] if in_post else [self._award]
        self.random.shuffle(units)
        count = self.random.choices((0, 1, 2, 3), (8, 22, 35, 35))[0]
        parts += [unit() for unit in units[:count]]
        if count == 3 and in_post:
            parts.insert(self.random.randint(0, len(parts)), self._fact("earlier_service"))
        if self._digresses and self.random.random() < 0.5:
            self._digresses, self._expects_answer = False, True
            parts.append(self.voice.of("digressions"))
        ask = self.voice.of("asks") if self.random.random() < 0.7 or not parts else ""
        parts += [ask + self.random.choice(("?", ""))] if ask else [] if parts else ["which one"]
        text = self.voice.joined(parts)
        if self.persona.third_person or self.random.random() < 0.5:
            text = f"{self.voice.of('leads', 'other' if self.persona.third_person else 'self')} {text}"
        self.result.floor = 1 + self._questions_to_come()
        return self.voice.typed(text)

    def _appointed(self) -> str:
        return self._fact("appointed_on")

    def _award(self) -> str:
        truth = self.persona.truth
        if truth["npq"] != "none":
            return self._status("npq", "npq_started_on", alone=truth["npq"] == "in_progress")
        if truth["nasenco"] == "none":
            self._state(nasenco="none", npq="none")
            return self.voice.of("facts", "nothing")
        if truth["nasenco"] == "completed":
            return self._status("nasenco", "nasenco_completed_on", alone=True)
        return self._status("nasenco", "nasenco_started_on", alone=False)

    def _status(self, award: str, dated: str, *, alone: bool) -> str:
        """An award with its date, or either; ``alone`` is whether the date says the status too."""
        kind = self.random.random() if dated not in self.persona.lacking else 1.0
        if alone and kind < 0.25:
            self._state(**{award: self.persona.says(award)})
            return self._fact(dated)
        status = self._fact(award)
        return self.voice.joined([status, self._fact(dated)]) if kind < 0.5 else status

    def _fact(self, fact: str) -> str:
        """State one fact, as it is or with the slip that this person makes."""
        value = self.persona.says(fact)
        if self._slip and self._slip[0] == fact and not self._slipped:
            self._slipped, value = True, self._slip[1]
        self._state(**{fact: value})
        return self._put(fact, value)

    def _put(self, fact: str, value: Value) -> str:
        to_come = fact == "appointed_on" and isinstance(value, DateSpan) and value.earliest > self.today
        return self.voice.fact(fact, value, to_come=to_come)

    def _state(self, **facts: Value) -> None:
        self.stated |= facts
        self._just_stated |= facts

    def _choose_slip(self) -> tuple[str, Value] | None:
        """A fact that this person first gets wrong, and what they say instead; None where nothing else can be."""
        persona = self.persona
        if persona.truth["role"] == "not_designated":
            return None
        names = ["appointed_on", "appointed_on", "earlier_service", *(name for name in DATES if name in persona.truth)]
        fact = self.random.choice([name for name in names if name not in persona.lacking])
        value = persona.known_as.get(fact)
        wrong: Value
        if value is None:
            wrong = self.random.choice([other for other in VALUES[fact] if other != persona.truth[fact]])
        else:
            years = relativedelta(years=self.random.choice((-2, -1, 1)))
            wrong = replace(value, earliest=value.earliest + years, latest=value.latest + years)
            if (wrong.latest > self.today) != (value.latest > self.today):
                return None
        whole = {**{name: persona.says(name) for name in persona.truth}, fact: wrong}
        if fact == "earlier_service" and wrong == "none":
            whole.pop("earlier_service_from", None)
        return (fact, wrong) if can_be(whole, self.today, self.rules) else None

    # --- what is heard

    def hears(self, text: str, heard: Heard) -> None:
        """Take in the reply and note what is amiss in it."""
        result = self.result
        result.turns += 1
        result.transcript += [f"YOU  {text}", *(f"BOT  [{m['kind']}] {m['text']}" for m in heard.messages)]
        if not heard.messages or not all(message["text"].strip() for message in heard.messages):
            result.faults.append("empty reply")
        for message in heard.messages:
            if message["kind"] == "question":
                self._hear_prompt(message["text"])
        if self._expects_answer and not any(m["kind"] in ("answer", "explanation") for m in heard.messages):
            result.faults.append("question not answered")
        self._expects_answer = False
        self._note_misreadings(text, heard.facts)
        told = {fact for fact in self._amiss(heard.facts) if self._is_told(fact, heard)}
        self._noticed = (self._noticed | told) & self._amiss(heard.facts).keys()
        if heard.decision:
            result.told = Verdict.told(heard.decision)
        elif not heard.open_question and any(message["kind"] == "explanation" for message in heard.messages):
            result.told = Verdict(None)

    def _hear_prompt(self, text: str) -> None:
        self._prompts[text] += 1
        if self._prompts[text] == IDENTICAL_PROMPTS_TOO_MANY:
            self.result.faults.append("third identical prompt")

    def _note_misreadings(self, text: str, held: Facts) -> None:
        """What this message stated and was not taken, and what was taken that nobody stated."""
        amiss = self._amiss(held)
        known = held.known()
        missed = {fact: value for fact, value in self._just_stated.items() if fact not in known}
        for fact, value in missed.items():
            self.result.misreadings.append(Misreading(fact, _short(value), None, text))
        for fact in amiss.keys() - self._noticed - missed.keys():
            meant = amiss[fact]
            taken = _short(known[fact]) if fact in known else None
            self.result.misreadings.append(Misreading(fact, _short(meant) if meant else "nothing", taken, text))
        self._just_stated = {}

    def _amiss(self, held: Facts) -> dict[str, Value | None]:
        """What the assistant holds that was not said so, with what is so."""
        return {name: self._so(name) for name, value in held.known().items() if not self._fits(name, value)}

    def _so(self, fact: str) -> Value | None:
        return self.stated.get(fact) or (self.persona.says(fact) if fact in self.persona.truth else None)

    def _fits(self, fact: str, held: Value) -> bool:
        so = self._so(fact)
        if isinstance(held, str) or not isinstance(so, DateSpan):
            return held == so
        return any((held.earliest, held.latest) == (s.earliest, s.latest) for s in (so, so.up_to(self.today)))

    def _is_told(self, fact: str, heard: Heard) -> bool:
        """Whether the person can see what the assistant holds."""
        return said(fact, heard.facts, self.today) in heard.text

    # --- what comes next

    def answers(self, heard: Heard) -> str | None:
        """The next message, or None where the person has what they came for or gives up."""
        over = heard.open_question is None
        if self._slipped and self._slip and (self._at_once or over):
            return self._corrects(self._slip[0])
        if self._noticed:
            return self._correction(min(self._noticed))
        if heard.open_question:
            return self._strays() or self._replies(heard.open_question, heard)
        if heard.decision is None:
            gone = any(message["kind"] == "explanation" for message in heard.messages)
            return None if gone else self._says_all_again()
        return self._adds(heard)

    def _corrects(self, fact: str) -> str:
        self._slip = None
        self.result.corrected = True
        self.result.own += 1
        self._state(**{fact: self.persona.says(fact)})
        return self._correction(fact)

    def _correction(self, fact: str) -> str:
        value = self._so(fact)
        parents = {"nasenco_started_on": "nasenco", "nasenco_completed_on": "nasenco",
                   "npq_started_on": "npq", "earlier_service_from": "earlier_service"}  # fmt: skip
        if value is None:
            fact = parents[fact]
            value = self.persona.says(fact)
        self._state(**{fact: value})
        return self.voice.typed(self.voice.corrected(self._put(fact, value)))

    def _strays(self) -> str | None:
        """Once in a while a question of another kind, or keys hit at random, in place of an answer."""
        if self._digresses:
            self._digresses, self._expects_answer = False, True
            self.result.own += 1
            return self.voice.typed(self.voice.of("digressions"))
        if self._nonsense:
            self._nonsense = False
            self.result.own += 1
            return self.voice.of("gibberish")
        return None

    def _replies(self, question: str, heard: Heard) -> str:
        persona = self.persona
        if question in persona.lacking or question not in persona.truth:
            button = heard.payload("/not_sure") if self.random.random() < 0.3 else None
            return button or self.voice.typed(self.voice.of("not_sure"))
        way = self.random.random()
        if way < 0.35 and (pressed := self._pressed(question, heard)):
            return pressed
        if question in TOGETHER and not self.stated.keys() & set(TOGETHER):
            return self.voice.typed(self._brief_award() if way < 0.6 else self._award())
        if question in DATES and question in self.stated:
            day = persona.says(question, exactly=True)
            self._state(**{question: day})
            return self.voice.typed(self.voice.briefly(question, day) if way < 0.7 else self._put(question, day))
        text = self._fact(question)
        if way < 0.7 and (question in DATES or question in ("npq", "earlier_service")):
            text = self.voice.briefly(question, self.stated[question])
        return self.voice.typed(text)

    def _pressed(self, question: str, heard: Heard) -> str | None:
        """The button that says what is so, or the date field."""
        truth = self.persona.truth
        if self._slip and self._slip[0] == question:
            return None
        if question in DATES:
            day = self.persona.says(question, exactly=True)
            self._state(**{question: day})
            assert isinstance(day, DateSpan)
            return f"{day.earliest.day} {day.earliest:%B %Y}"
        on_npq = question == "nasenco" and truth["npq"] != "none"
        fact = "npq" if on_npq else question
        payload = heard.payload(f'/inform{{"{fact}":"{truth[fact]}"')
        if payload:
            self._state(**json.loads(payload.removeprefix("/inform")))
        return payload

    def _brief_award(self) -> str:
        truth = self.persona.truth
        if truth["npq"] != "none":
            self._state(npq=self.persona.says("npq"))
            return self.voice.briefly("npq", self.persona.says("npq"))
        self._state(nasenco=self.persona.says("nasenco"))
        if truth["nasenco"] == "none":
            self._state(npq="none")
            return self.voice.of("short", "nothing")
        return self.voice.briefly("nasenco", self.persona.says("nasenco"))

    def _says_all_again(self) -> str:
        """Where the reply is no question and no answer: the facts once more, in other words."""
        facts = [fact for fact in ("appointed_on", "nasenco", "npq") if fact in self.stated]
        return self.voice.typed(
            self.voice.joined([self._put(fact, self.stated[fact]) for fact in facts] or ["by when"])
        )

    def _adds(self, heard: Heard) -> str | None:
        """After an answer: what was kept back, and what the answer takes for granted wrongly."""
        if self._keeps_back:
            fact = self._keeps_back.pop()
            self.result.own += 1
            self._state(**{fact: self.persona.says(fact)})
            return self._correction(fact)
        held = heard.facts.known()
        missed = [fact for fact in self._patience if fact in self.stated and fact not in held and self._patience[fact]]
        return self._insists(missed[0], heard) if missed else None

    def _insists(self, fact: str, heard: Heard) -> str:
        """Say again what the answer does not list among the things told; by the button for it the last time."""
        self._patience[fact] -= 1
        button = heard.payload(f'/inform{{"change":"{fact}"')
        return button if button and not self._patience[fact] else self._correction(fact)

    # --- what it came to

    def judged(self) -> Result:
        """The result with what should have come of it."""
        self.result.expected = verdict(self.stated, self.today, self.rules)
        return self.result

    def _questions_to_come(self) -> int:
        facts: Mapping[str, Value] = {
            fact: self.persona.says(fact) if self._slip and self._slip[0] == fact else value
            for fact, value in self.stated.items()
        }
        return questions_left(facts, self.persona, (), self.today, self.rules)


def _short(value: Value) -> str:
    if isinstance(value, str):
        return value
    return f"{value.earliest}" if value.is_day else f"{value.earliest}/{value.latest}"
