"""Films: what a person would see, picture by picture, for files that move."""
