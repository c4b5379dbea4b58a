"""What the stand-in for Rasa says in the browser tests: one message of every kind, by what was asked."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.channels.channel import UserMessage

from senco.message import Choice, Message

SOURCES: tuple[dict[str, Any], ...] = (
    {
        "id": "S5",
        "title": "Special Educational Needs and Disability Regulations 2014: qualifications and experience of SENCOs",
        "publisher": "UK Government",
        "paragraph": "regulation 49",
        "version": "latest available, as amended from 1 September 2024",
        "url": "https://www.legislation.gov.uk/uksi/2014/1530/regulation/49",
        "checked": "2026-11-21",
    },
)
GREETING = Message(
    "greeting",
    "Hello. I am an automated assistant. Ask me about the NPQ.\n\nPlease do not enter names or details of pupils.",
    blocks=(
        {"type": "paragraph", "text": "Hello. I am an automated assistant. Ask me about the NPQ."},
        {"type": "paragraph", "text": "Please do not enter names or details of pupils."},
    ),
)
QUESTION = Message(
    "question",
    "Which of these is true for you?",
    choices=(Choice("None of these yet", "/none"), Choice("I have completed the NASENCO", "/done")),
)
DATE_QUESTION = Message("question", "When did you become a SENCO at the present school?", expects="date")
DECISION = Message(
    "decision",
    "NPQ needed, and time is short. Deadline: 1 September 2028.",
    blocks=(
        {"type": "heading", "text": "NPQ needed, and time is short"},
        {"type": "paragraph", "text": "You need the NPQ for SENCOs. The next course may end after your date."},
        {
            "type": "deadline",
            "label": "Last day to be without it",
            "value": "1 September 2028",
            "date": "2028-09-01",
            "safe_label": "Safe day",
            "safe": "31 August 2028",
        },
        {"type": "heading", "text": "What to do next"},
        {"type": "list", "items": ["Tell the head now.", "Ask the DfE: help@example.gov.uk."]},
        {"type": "heading", "text": "Please note"},
        {"type": "list", "items": ["The law bites after 1 September 2028."]},
        {"type": "paragraph", "text": "This is information, not legal advice."},
    ),
    choices=(Choice("Why?", "/why"), Choice("What I told you", "/summary")),
    decision={
        "outcome": "NPQ_AT_RISK",
        "deadline": "2028-09-01",
        "safe_by": "2028-08-31",
        "as_of": "2026-11-21",
        "also": [{"what": "npq_latest_cohort", "value": "autumn 2026", "date": "2026-11-30"}],
    },
    sources=SOURCES,
)
SUMMARY = Message(
    "summary",
    "This is what you told me: SENCO from September 2025.",
    blocks=(
        {"type": "paragraph", "text": "This is what you told me:"},
        {
            "type": "fact",
            "fact": "appointed_on",
            "label": "Became a SENCO",
            "value": "September 2025",
            "title": "Change the start date",
            "payload": "/change_start",
        },
        {
            "type": "fact",
            "fact": "npq",
            "label": "NPQ for SENCOs",
            "value": "Not begun",
            "title": "Change the NPQ",
            "payload": "/change_npq",
        },
    ),
)
SUPPORT = Message(
    "support",
    "I am sorry that things are so hard.\n\nSamaritans, free, day or night: 116 123",
    blocks=(
        {"type": "paragraph", "text": "I am sorry that things are so hard. You do not have to carry this alone."},
        {"type": "list", "items": ["Samaritans, free, day or night: 116 123", "Education Support: 08000 562 561"]},
    ),
)
ERASED = Message("notice", "Your answers in this conversation are erased now.", extra={"erase": True})
ANSWERS = {
    "/greet": GREETING,
    "question": QUESTION,
    "date": DATE_QUESTION,
    "decision": DECISION,
    "summary": SUMMARY,
    "support": SUPPORT,
    "delete my data": ERASED,
}


class Talk:
    """Answers each message; ``seconds`` is how long an answer takes, ``failing`` makes turns fail."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.failing = False

    async def __call__(self, message: UserMessage) -> None:
        await asyncio.sleep(self.seconds)
        if self.failing:
            raise RuntimeError("the stand-in was told to fail")
        text = str(message.text)
        answer = ANSWERS.get(text) or Message("answer", f"You said: {text}")
        await message.output_channel.send_response(message.sender_id, {"custom": answer.as_dict()})
