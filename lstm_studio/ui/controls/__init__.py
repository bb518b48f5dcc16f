"""Small widgets that Qt lacks: segments, a switch, a row of a form."""
