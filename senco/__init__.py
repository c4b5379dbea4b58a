"""The SENCO qualification assistant: rules, dates, knowledge, language and channels."""
