"""Rasa actions: thin glue between the conversation and `senco`. No law, no dates, no wording."""
