"""Understanding: facts, intents and topics of a message, as Rasa graph components."""
