"""The subcommands and their arguments: one row each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lstm_studio.commands.parser import number, whole, widths
from lstm_studio.commands.render import PARTS
from lstm_studio.core.init import INITIALISERS
from lstm_studio.core.optim import OPTIMISERS
from lstm_studio.core.schedule import SCHEDULES
from lstm_studio.session.verbs.transport import MOTIONS
from lstm_studio.words import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

__all__ = ["COMMANDS", "Argument", "Command"]


@dataclass(frozen=True)
class Argument:
    """One argument of a subcommand, as argparse takes it."""

    flags: tuple[str, ...]
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Command:
    """One subcommand: what it is for, and its arguments; a module of ``commands`` has its name."""

    name: str
    summary: str
    arguments: tuple[Argument, ...]

    def act(self, given: argparse.Namespace) -> int:
        """Do it; give the exit code. What a command stands on is no part of the window's start."""
        act: Callable[[argparse.Namespace], int] = import_module(f"lstm_studio.commands.{self.name}").act
        return act(given)


def _argument(*flags: str, **settings: Any) -> Argument:
    return Argument(flags, settings)


WHAT = _argument(
    "what",
    nargs="?",
    default="",
    metavar=_("STUDY|TASK|FILE"),
    help=_(
        "a study, a trained model, a task, a built-in cell, or a file with a cell or a sequence; without it, the first "
        "study"
    ),
)
CELL = _argument("--cell", metavar=_("NAME|FILE"), help=_("another cell; parameters of the same name stay"))
SEQUENCE = _argument(
    "--sequence", metavar=_("FILE"), help=_("another sequence: a table, text, .json, .npy or .npz")
)
UNITS = _argument("--units", type=widths, metavar="H", help=_("number of units, or one a layer: 64,32"))
NO_BIAS = _argument("--no-bias", action="store_true", help=_("leave out the bare vector terms"))
LAYERS = _argument("--layers", type=whole, metavar="L", help=_("number of layers, 1 to 16"))
DIRECTIONS = _argument(
    "--directions", type=whole, metavar="N", help=_("1, or 2 to read the sequence both ways")
)
READOUT = _argument("--readout", metavar=_("STATE"), help=_("the state that the output is read from"))
EMBEDDING = _argument(
    "--embedding", type=whole, metavar="N", help=_("read characters as vectors of N values, 0 for one-hot")
)
DTYPE = _argument("--dtype", choices=("float32", "float64"), help=_("precision of all arithmetic"))
PICK = _argument(
    "--pick",
    action="append",
    default=[],
    metavar=_("ROLE=NAME"),
    help=_(
        "what the file of a model leaves open: embedding, readout, recurrent or nonlinearity, such as readout=fc"
    ),
)
SOURCE = (WHAT, CELL, SEQUENCE, UNITS, LAYERS, DIRECTIONS, READOUT, NO_BIAS)

COMMANDS = (
    Command(
        "run",
        _("run a cell over a sequence and write every named value as CSV"),
        (
            *SOURCE,
            EMBEDDING,
            PICK,
            DTYPE,
            _argument(
                "--csv", "-o", default="-", metavar=_("FILE"), help=_("where to; “-”, the default, prints it")
            ),
        ),
    ),
    Command(
        "render",
        _("draw the window, the diagram or any panel as a picture or a film, without a display"),
        (
            *SOURCE,
            EMBEDDING,
            PICK,
            _argument(
                "-o",
                "--output",
                default="window.png",
                metavar=_("FILE"),
                help=_(
                    "where to, window.png at first; the suffix says how: .png, .svg, .pdf, .csv for numbers,"
                    " .gif, .webp, .apng, .mp4 for a film"
                ),
            ),
            _argument(
                "--what",
                "--panel",
                dest="part",
                default="window",
                choices=PARTS,
                help=_("the part to draw: the window, or one of its panels"),
            ),
            _argument(
                "--step", type=whole, metavar="T", help=_("the step to show, 0 is before the first input")
            ),
            _argument("--layer", type=whole, metavar="L", help=_("the layer to look into, from 1")),
            _argument("--backward", action="store_true", help=_("the cell that reads back")),
            _argument("--size", metavar=_("WIDTHxHEIGHT"), help=_("in pixels, such as 1280x800")),
            _argument("--scale", type=number, default=1.0, help=_("enlarge a PNG")),
            _argument("--theme", default="light", choices=("light", "dark"), help=_("the colours")),
            _argument(
                "--ground",
                default="screen",
                choices=("screen", "white", "transparent"),
                help=_("behind it: as on screen, white in light colours, or nothing"),
            ),
            _argument(
                "--steps", metavar="A:B", help=_("of a film: the first and the last one, such as 3:12")
            ),
            _argument("--fps", type=number, metavar="N", help=_("pictures a second of a film")),
            _argument(
                "--motion",
                choices=MOTIONS,
                help=_("in a film: off, a picture a step; or values run into every step, or every operation"),
            ),
            _argument("--speed", type=number, metavar="N", help=_("steps a second of a film, or operations")),
            _argument(
                "--moments",
                nargs="?",
                const=":",
                metavar="A:B",
                help=_(
                    "a film of the training in place of the steps, from one update to another, such as 0:200"
                ),
            ),
        ),
    ),
    Command(
        "train",
        _("train a study or a new model for a task"),
        (
            *SOURCE,
            EMBEDDING,
            PICK,
            DTYPE,
            _argument("--activation", metavar=_("NAME"), help=_("of the output: identity, softmax, sigmoid")),
            _argument("--loss", metavar=_("NAME"), help=_("another one than goes with the output")),
            _argument(
                "--truncate", type=whole, metavar="K", help=_("stop the gradient every K steps; 0 for never")
            ),
            _argument(
                "-o",
                "--save",
                "--output",
                dest="output",
                metavar=_("FILE"),
                help=_("write the trained study to this file"),
            ),
            _argument(
                "--csv", metavar=_("FILE"), help=_("write loss, gradient norm, rate … of every update as CSV")
            ),
            _argument("--updates", type=whole, metavar="N", help=_("number of updates")),
            _argument("--optimiser", choices=tuple(OPTIMISERS), help=_("the rule of the updates")),
            _argument("--rate", type=number, help=_("learning rate")),
            _argument("--clip", type=number, help=_("largest norm of the gradient; 0 for any")),
            _argument(
                "--clip-value", type=number, help=_("largest size of each value of the gradient; 0 for any")
            ),
            _argument("--decay", type=number, help=_("decay of weights")),
            _argument("--schedule", choices=tuple(SCHEDULES), help=_("how the rate changes on the way")),
            _argument("--factor", type=number, help=_("of the schedule: times this in every period")),
            _argument("--period", type=whole, metavar="N", help=_("updates in a period of the schedule")),
            _argument("--warm-up", type=whole, metavar="N", help=_("updates in which the rate rises from 0")),
            _argument("--early-stop", action="store_true", help=_("end when the task is solved")),
            _argument("--batch", type=whole, metavar="B", help=_("samples in an update")),
            _argument("--seed", type=whole, metavar="N", help=_("of the start and of the batches")),
            _argument("--start", choices=tuple(INITIALISERS), help=_("draw all parameters anew like this")),
            _argument("--keep", metavar=_("NUMBER|chrono"), help=_("keep bias; draws all parameters anew")),
            _argument(
                "--repeat",
                type=whole,
                metavar="N",
                help=_("train over N seeds, and keep all runs in the study"),
            ),
            _argument(
                "--cells",
                metavar=_("NAME,NAME"),
                help=_("train each of these cells, and keep all runs in the study"),
            ),
            _argument(
                "--starts",
                metavar=_("NAME,NAME"),
                help=_(
                    "train from each of these starts: uniform, uniform-1 (keep bias), chrono, glorot, glorot-1,"
                    " glorot-chrono"
                ),
            ),
            _argument(
                "--fit", action="store_true", help=_("give a trained model the outputs that the task needs")
            ),
            _argument(
                "--set",
                dest="options",
                action="append",
                default=[],
                metavar=_("OPTION=NUMBER"),
                help=_("an option of the task"),
            ),
        ),
    ),
    Command(
        "check",
        _("hold a model against central differences of its loss, PyTorch and onnxruntime"),
        (
            WHAT,
            CELL,
            PICK,
            _argument("--seed", type=whole, default=0, metavar="N", help=_("of what is drawn at random")),
            _argument("--all", action="store_true", help=_("every built-in cell in turn, a line each")),
            _argument("--json", action="store_true", help=_("print everything that was found as JSON")),
            _argument("--progress", action="store_true", help=_("say on the error output what is next")),
        ),
    ),
    Command(
        "inspect",
        _("print a cell's equations, states and parameter counts, or what is in a file of a trained model"),
        (
            *SOURCE,
            PICK,
            _argument("--inputs", type=whole, metavar="D", help=_("number of inputs")),
            _argument("--outputs", type=whole, metavar="O", help=_("number of outputs, 0 for no readout")),
            _argument("--symbols", type=whole, metavar="N", help=_("number of symbols of an embedding")),
            _argument(
                "--check",
                action="store_true",
                help=_("hold a model’s file against PyTorch, onnxruntime or Keras, on a random batch"),
            ),
        ),
    ),
)
