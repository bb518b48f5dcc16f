"""LSTM Studio: see inside LSTM and GRU cells."""
