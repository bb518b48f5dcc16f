"""The command line: one row a subcommand. Without one, the window opens."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio import __version__, preflight
from lstm_studio.commands.parser import Parser
from lstm_studio.commands.rows import COMMANDS, Command
from lstm_studio.commands.streams import UNWRITTEN, open_streams, write_no_more
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMANDS", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; give the exit code, 2 for a mistake in what was asked."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    open_streams()
    rows = {row.name: row for row in COMMANDS}
    try:
        if given and given[0] in rows:
            row = rows[given[0]]
            code = row.act(_parser_of(row).parse_args(given[1:]))
        else:
            code = _open_window(_main_parser().parse_args(given).study)
        sys.stdout.flush()
    except ValueError as error:
        print(f"lstm-studio: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        write_no_more()  # the reader has gone: a pager, head
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno not in UNWRITTEN:
            raise
        write_no_more()
        print(
            _("lstm-studio: the output cannot be written: {why}").format(why=error.strerror), file=sys.stderr
        )
        return 2
    return code


def _parser_of(row: Command) -> Parser:
    parser = Parser(f"lstm-studio {row.name}", description=row.summary)
    for argument in row.arguments:
        parser.add_argument(*argument.flags, **argument.settings)
    return parser


def _main_parser() -> Parser:
    width = max(len(row.name) for row in COMMANDS)
    parser = Parser(
        "lstm-studio",
        description=_("See inside LSTM and GRU cells. Opens the window, or does one of the commands below."),
        epilog="\n".join(
            (
                _("commands (--help after one lists its options):"),
                *(f"  {row.name:{width}}  {row.summary}" for row in COMMANDS),
            )
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "study",
        nargs="?",
        metavar=_("STUDY|COMMAND"),
        help=_("a study, a trained model, a sequence or a cell to open; or a command"),
    )
    parser.add_argument("--version", action="version", version=f"LSTM Studio {__version__}")
    return parser


def _open_window(study: str | None) -> int:
    if study is not None and not Path(study).is_file():
        sentence = _("there is no study or command “{name}”; expected a file, or one of {known}")
        raise ValueError(sentence.format(name=study, known=", ".join(row.name for row in COMMANDS)))
    said = preflight.problem(window=True)
    if said:
        print(f"lstm-studio: {said}", file=sys.stderr)
        return 2
    # Within the function: Qt takes a third of a second to load, and no other command needs a window.
    from lstm_studio.ui.loading import load_lightly

    load_lightly()
    from lstm_studio.ui.start import main as window

    return window(None if study is None else Path(study))
