"""Formulas: typeset, drawn, broken into rows and pointed at."""
