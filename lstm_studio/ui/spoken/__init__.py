"""What a screen reader is told: painted widgets as parts with names and values, and the sentence of the status line."""
