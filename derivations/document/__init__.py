"""The one model: a document holds chains of relations between terms, each in a context."""
