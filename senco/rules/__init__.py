"""The rules on the SENCO qualification: the law as data, deciding as a pure function.

Imports nothing of Rasa, and never reads the clock: today is passed in.
"""

from senco.rules.ask import still_needed
from senco.rules.book import Rule, Rules, Source
from senco.rules.decide import decide
from senco.rules.load import RuleFileError, load_rules
from senco.rules.model import (
    USUAL,
    USUAL_ON_COMMAND_LINE,
    Decision,
    FactError,
    Facts,
    Needs,
    Reading,
    usual_in_conversation,
)

__all__ = [
    "USUAL",
    "USUAL_ON_COMMAND_LINE",
    "Decision",
    "FactError",
    "Facts",
    "Needs",
    "Reading",
    "Rule",
    "RuleFileError",
    "Rules",
    "Source",
    "decide",
    "load_rules",
    "still_needed",
    "usual_in_conversation",
]
