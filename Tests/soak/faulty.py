"""The emulator's faults at 20 %; soak.py explains them."""

from emulator import running_emulator
from faults import CHANGES, KINDS

RATE = 0.2


def faulty_emulator(seed, *flags, without=()):
    """The endpoint of an emulator with all faults except `without`."""
    kinds = [kind for kind in KINDS if kind not in without]
    rates = {**{kind: RATE / len(kinds) for kind in kinds}, **{change: RATE for change in CHANGES}}
    each = [word for name, rate in rates.items() for word in ("--%s-rate" % name, rate)]
    return running_emulator("--seed", seed, *each, *flags)
