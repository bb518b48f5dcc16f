"""A model handed on: saved as other programs read it, written as code, and held against what they make of it."""
