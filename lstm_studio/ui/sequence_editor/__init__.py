"""The sequence as a table: its cells, and how it is scaled and learnt."""
