"""The parts that every plot is made of: heat maps, curves, axes, one playhead."""
