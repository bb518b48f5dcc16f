"""The tensors of a file as they lie there: which block is which gate."""
