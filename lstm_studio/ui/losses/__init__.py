"""What the loss panel is made of."""
