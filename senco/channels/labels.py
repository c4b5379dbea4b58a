"""The few words around a message that a chat platform needs and the conversation does not have."""

CHOSE = "You chose"
DATE = "Enter a date"
SEND_DATE = "Send date"
SOURCES = "Sources"
CHECKED = "Checked"
DEADLINE = "Deadline"
SAFE = "Safe day"
