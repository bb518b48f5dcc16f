"""Names: say at every letter of first names which comes next; fed with its own letters, a model makes up new ones.

x (T, B, 27): one-hot, a to z and the end of a line, with which every name begins and ends; names follow each other in
an order drawn for every sample. y (T, B): the next letter. Output softmax, cross-entropy in nats. Every fifth name is
held out: examined, never learnt.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.letters import following
from lstm_studio.core.tasks.symbols import spelled
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["END", "FIRST_NAMES", "HELD", "LEARNT", "NAMES"]

WORDS = """
ada adam adele adrian agatha agnes alan albert alexander alfred alice alina alma amalia amanda amelia amina
ana andrea andreas andrew angela anita anna annika anton antonia ariana arno arthur astrid august aurora
barbara beatrice ben benedict benjamin bernard bertha bianca boris bruno camilla carl carla carlos carmen
carol caroline caspar cecilia celia charles charlotte christian christina christopher clara claudia clemens
conrad cora cordula cornelia cosima damian dana daniel daniela daria david deborah delia denis diana diego
dora doris dorothea edgar edith edmund eduard edward eleanor elena elias elisa elisabeth ella elmar elsa
elvira emil emilia emily emma eric erika ernest esther eugene eva evelyn fabian fanny federica felicia felix
ferdinand fernando fiona flora florence florian frances francis frank franziska frederick frida gabriel
gabriela george gerald gerda gilbert gisela giulia gloria gordon grace gregor greta gustav hanna hannah
hannes harold harriet harry hector hedwig heidi helen helena helga henri henrietta henry herbert herman
hilda holger horace hugo ida ignaz ilona ilse ines inga ingrid irene iris irma isaac isabel isabella isidor
ivan jacob james jana jane janina jasmin jasper johanna johannes john jonas jonathan josef josefine joshua
judith julia julian juliane julius kai karin karina karl karla karoline katharina katja kevin kilian klara
konstantin kurt lara larissa lars laura laurence lea leah lena leo leon leona leonard leonora leopold lilian
lily linda lionel lisa lorenz louis louisa lucas lucia lucy ludwig luis luisa lukas lydia magda magnus malte
manuel manuela marcel marco margaret margarete maria marian marianne marie marina marion marius mark marlene
marta martha martin martina mary mathilda matilda matthew matthias max maximilian maya melanie melina
melissa mia michael michaela milan mina mira miranda miriam monica monika moritz myra nadia nadine naomi
natalia natalie nathan nicholas nicola nicolas nina noah nora norbert norman octavia olga oliver olivia
oscar otto pamela patricia patrick paul paula pauline penelope peter petra philip philippa pia rachel ralph
ramona raphael rebecca regina reinhard renata richard rita robert roberta robin roland romana rosa rosalind
rose rosemary rudolf rufus ruth sabina sabrina samuel sandra sara sarah saskia sebastian selma serena
sibylle sigmund silvia simon simona sofia sonja sophia sophie stefan stefanie stella stephen susan susanna
sven sylvester tabea tamara tanja teresa thea theodor theodora theresa thomas tilda tim timothy tina tobias
ulrich ulrike ursula valentin valentina valerie vanessa vera verena veronica victor victoria vincent viola
violet virginia vivian walter wanda wendelin werner wilhelm wilhelmina william wilma xaver yvonne zacharias
zoe
"""
FIRST_NAMES = tuple(WORDS.split())
HELD, LEARNT = FIRST_NAMES[::5], tuple(name for place, name in enumerate(FIRST_NAMES) if place % 5)
END = "\n"
CHANNELS = (END, *"abcdefghijklmnopqrstuvwxyz")
EXAM = "held out"
DOUBT = 0.1  # times that every pair of letters is counted beforehand, so that none is impossible


def _codes(text: str) -> NDArray[np.int64]:
    return np.array([CHANNELS.index(letter) for letter in text])


_KNOWN = tuple(_codes(name + END) for name in LEARNT)
_ASKED = tuple(_codes(name + END) for name in HELD)


def _strung(rng: np.random.Generator, names: tuple[NDArray[np.int64], ...], steps: int) -> NDArray[np.int64]:
    """String names together behind an end of line: (T + 1,) codes."""
    text = [np.zeros(1, dtype=np.int64)]
    length = 1
    while length <= steps:
        for place in rng.permutation(len(names))[: steps + 1]:
            text.append(names[place])
            length += len(names[place])
    return np.concatenate(text)[: steps + 1]


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    names, steps = (_ASKED if options.get(EXAM) else _KNOWN), int(options["length"])
    codes = np.stack([_strung(rng, names, steps) for _sample in range(batch)], axis=1)
    return Batch(spelled(codes[:-1], len(CHANNELS)), codes[1:])


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    codes = _strung(rng, _KNOWN, int(options["length"]))[:-1]
    text = "".join(CHANNELS[code] for code in codes)
    return Sequence(frozen(spelled(codes, len(CHANNELS))), CHANNELS, title=_("Names"), text=text)


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    return following(sequence)


@lru_cache(maxsize=1)
def _counted() -> tuple[float, float]:
    """Count letters, and pairs of them, on the names that are learnt; give the cross-entropies (nats) on the others."""
    pairs = np.full((len(CHANNELS), len(CHANNELS)), DOUBT)
    asked = np.zeros_like(pairs)
    for names, table in ((_KNOWN, pairs), (_ASKED, asked)):
        for name in names:
            np.add.at(table, (np.concatenate([[0], name[:-1]]), name), 1.0)
    single = pairs.sum(axis=0) / pairs.sum()
    chances = pairs / pairs.sum(axis=1, keepdims=True)
    logs = np.log(single), np.log(chances)
    return float(-(asked * logs[0]).sum() / asked.sum()), float(-(asked * logs[1]).sum() / asked.sum())


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    single, pairs = _counted()
    return {
        _("single letters (unigram)"): single,
        _("pairs of letters (bigram)"): pairs,
    }


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    """Give the cross-entropy over that of pairs of letters."""
    right = np.take_along_axis(y, np.asarray(batch.y, dtype=np.int64)[:, :, None], axis=2)
    return float(-np.log(np.maximum(right, 1e-12)).mean()) / _counted()[1]


def _letter(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    """Give the number of letters since the last end of a line."""
    steps = np.arange(1, sequence.steps + 1)
    ends = np.where(sequence.values[:, 0] > 0, steps, 0)
    return np.asarray(steps - np.maximum.accumulate(ends), dtype=np.float64)


def _vowel(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return np.asarray(sequence.values[:, [CHANNELS.index(letter) for letter in "aeiouy"]].sum(axis=1))


NAMES = Task(
    name="names",
    title=_("Names"),
    summary=_("A list of first names, letter by letter; say which letter comes next."),
    form=Form(len(CHANNELS), len(CHANNELS), "softmax"),
    channels=CHANNELS,
    options=(Option("length", _("Steps"), 60, 4, 500, whole=True),),
    criterion=_("on names not learnt, at most 0.95 of the loss of pairs of letters (bigram)"),
    look=_(
        "Written on letter by letter, it makes up names that are in no list. Trained on and on, it knows the list by "
        "heart: the loss on names held out rises again."
    ),
    bar=0.95,
    higher=False,
    advice=Advice(units=32, rate=0.01, updates=1000, clip=1.0, keep=1.0, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("loss / bigram loss"),
    sights=(
        Sight(_("Find the unit that counts letters"), ("states",), ("state",), _letter),
        Sight(_("Find the unit that is on at vowels"), ("text", "states"), ("state",), _vowel),
        Sight(_("See which letters may come next"), ("text",), ("output",)),
    ),
    variants=(
        Variant(_("GRU"), advice=Advice(units=32, updates=1000, keep=1.0, cell="gru")),
        Variant(_("Plain RNN"), advice=Advice(units=32, updates=1000, cell="rnn")),
    ),
    pictured={"length": 30},
    trials=lambda options: ({**options, EXAM: 1.0},),
    family="words",
)
