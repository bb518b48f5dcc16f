"""Runs side by side: their list, their table, and the card that asks for a grid of them."""
