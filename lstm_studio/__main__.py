"""``python -m lstm_studio`` is ``lstm-studio``."""

from __future__ import annotations

import sys

from lstm_studio.cli import main

if __name__ == "__main__":
    sys.exit(main())
