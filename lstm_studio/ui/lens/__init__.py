"""The parts of the arithmetic lens: names of terms, their list with bars, and what they come to."""
