"""What a user can be told that is not a decision: facts as data, each with its source and its date."""

from senco.knowledge.load import FactFileError, load_facts, sources_of
from senco.knowledge.model import Fact, expired

__all__ = ["Fact", "FactFileError", "expired", "load_facts", "sources_of"]
