"""The words that users read: the responses of `data/responses`, and dates in GOV.UK style."""

from senco.words.load import OTHER, SELF, Response, WordsError, fill, load_words, render
from senco.words.told import told_day, told_month, told_span, told_when

__all__ = [
    "OTHER",
    "SELF",
    "Response",
    "WordsError",
    "fill",
    "load_words",
    "render",
    "told_day",
    "told_month",
    "told_span",
    "told_when",
]
