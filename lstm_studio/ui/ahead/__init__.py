"""What comes next: parts of the panels of text and of forecasts."""
