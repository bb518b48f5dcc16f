"""Files of trained models on their way into the window. No start needs any of it."""
