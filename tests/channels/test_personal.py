"""Personal data is met before it is stored; what only looks like it is let through."""

from __future__ import annotations

import pytest

from senco.channels.errors import ChannelError
from senco.channels.incoming import typed
from senco.channels.personal import personal_data

FOUND = {
    "my email is jo.bloggs+senco@school.org.uk": "an email address",
    "JO@SCHOOL.SCH.UK": "an email address",
    "ring me on 07700 900123 please": "a phone number",
    "call 01603 555123": "a phone number",
    "+44 7700 900123": "a phone number",
    "(020) 7946 0123": "a phone number",
    "NI is QQ 12 34 56 C": None,
    "my ni number is AB 12 34 56 C": "a National Insurance number",
    "ab123456c": "a National Insurance number",
    "trn 1234567 dob 3/4/1980": "a teacher reference number with a date of birth",
    "TRN: 12/34567, born 3 April 1980": "a teacher reference number with a date of birth",
}
NOT_PERSONAL = (
    "started 01/09/2023",
    "01 09 2023",
    "01-09-2023 to 31-08-2024",
    "senco since sept 2022, nasenco jan 2024 to nov 2024",
    "my trn is 1234567",
    "i have 450 pupils and a budget of 1,265",
    "is continuing-professional-development@digital.education.gov.uk the right address",
    "2023/24",
    "SI 2014/1530 regulation 49",
)


@pytest.mark.parametrize(("text", "kind"), FOUND.items())
def test_personal_data_is_found(text: str, kind: str | None) -> None:
    assert personal_data(text) == kind


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_other_digits_and_addresses_are_let_through(text: str) -> None:
    assert personal_data(text) is None


def test_the_refusal_says_what_to_do_and_does_not_repeat_it() -> None:
    with pytest.raises(ChannelError) as refused:
        typed("a", "my email is jo@school.org")
    assert refused.value.status == 422
    assert refused.value.code == "personal_data"
    assert "jo@school.org" not in refused.value.text
    assert "take that out" in refused.value.text
