"""Personal data in what a person types: found before anything is stored, so that it never is."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+-]+@(?!(?:[\w-]+\.)*gov\.uk\b)[\w.-]+\.[a-z]{2,}\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d/.-])(?:\+44[\s-]?|\(?0)(?:\d[\s()-]{0,2}){9,10}(?![\d/])")
_NATIONAL_INSURANCE = re.compile(
    r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?(?:\d\s?){6}[A-D]\b",
    re.IGNORECASE,
)
_TEACHER_NUMBER = re.compile(r"(?<!\d)(?:\d{7}|\d{2}/\d{5})(?!\d)")
_BIRTH = re.compile(r"\b(?:dob|d\.o\.b|born|birth|birthday)\b", re.IGNORECASE)


def personal_data(text: str) -> str | None:
    """Name the kind of personal data in ``text``, or None.

    An e-mail address (other than a government one), a phone number, a National
    Insurance number, or a teacher reference number beside a date of birth.
    """
    if _EMAIL.search(text):
        return "an email address"
    if _NATIONAL_INSURANCE.search(text):
        return "a National Insurance number"
    if _TEACHER_NUMBER.search(text) and _BIRTH.search(text):
        return "a teacher reference number with a date of birth"
    if _PHONE.search(text):
        return "a phone number"
    return None
