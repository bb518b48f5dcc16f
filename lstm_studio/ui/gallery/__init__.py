"""The gallery of tasks: a card each, drawn from a sample, and what there is to know before one begins."""
