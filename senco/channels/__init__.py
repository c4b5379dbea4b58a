"""How people reach the assistant: the web, Slack and Teams, and what the three share."""
