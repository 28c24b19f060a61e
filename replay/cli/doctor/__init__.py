"""`replay doctor`: look at this machine and at a broker, and say what to do about what is wrong.

With `--json` it prints one object: `checks`, a list of `name`, `state` (`ok`, `warning`, `problem` or `skipped`),
`found` and `advice` (empty where there is nothing to do).
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from json import dumps

import click

from replay.cli.doctor.check import Check, attempt, render, softened, summary
from replay.cli.doctor.interpreter import check_libraries, check_python
from replay.cli.doctor.terminal import check_encoding, check_terminal
from replay.cli.parts import options
from replay.cli.parts.verb import verb
from replay.mqtt.address import BrokerAddress
from replay.mqtt.topics import Topics

_USUAL = "mqtt://127.0.0.1:1883"


@verb()
@options.all_of(options.broker, options.root, options.json)
def command(broker: BrokerAddress | None, root: str, *, as_json: bool) -> None:
    """Look at this machine, and at the broker that --broker names or that answers on 127.0.0.1:1883.

    One line a check: ok, a warning, a problem, or skipped; below it what to do. The broker is tried out on topics below
    ROOT/doctor-ID, with 2000 small messages, and nothing is left behind. Ends within 10 seconds, with exit code 1 if
    there is a problem; a broker that was not named gives warnings at most.
    """
    address = broker or BrokerAddress.parse(_USUAL, {})  # whoever listens there is not told our password
    Topics("doctor", root)  # refuses what is no topic
    checks: list[Check] = []
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"

    def tell(check: Check) -> None:
        checks.append(check)
        if not as_json:
            click.echo(render(check, colour=colour))

    for check in _of_this_side():
        tell(check)
    if checks[1].state != "problem":
        _examine_rest(address, root, tell, is_named=broker is not None)
    else:
        tell(Check("the rest", "skipped", "not tried: it needs the libraries"))
    click.echo(dumps({"checks": list(map(asdict, checks))}) if as_json else f"\n{summary(checks)}")
    sys.exit(any(check.state == "problem" for check in checks))


def _of_this_side() -> Iterator[Check]:
    """Yield what can be told without any library: the two first are Python and the libraries."""
    yield attempt("python", check_python)
    yield attempt("libraries", check_libraries)
    yield attempt("terminal", lambda: check_terminal(os.environ, sys.stdin, sys.stdout, sys.stderr))
    yield attempt("encoding", lambda: check_encoding(sys.stdout, sys.stderr))


def _examine_rest(address: BrokerAddress, root: str, tell: Callable[[Check], None], *, is_named: bool) -> None:
    """Look at what needs the libraries: the machine, then the broker."""
    from replay.cli.doctor import broker, machine  # noqa: PLC0415 -- they load the libraries that may be broken

    broker.silence_sessions()
    now = datetime.now(UTC).astimezone()
    tell(attempt("clock", partial(machine.check_clock, now, os.environ)))
    tell(attempt("time zones", machine.check_zones))
    tell(attempt("rules", machine.check_rules))
    tell(attempt("streams", machine.check_streams))
    tell(attempt("ports", machine.check_ports))
    tell(attempt("embedded broker", machine.check_embedded_broker))
    if is_named or broker.answers(address):
        for check in broker.examine(address, root=root):
            tell(check if is_named else softened(check))
    else:
        tell(Check("broker", "skipped", f"none named with --broker, and none answers on {address}"))
