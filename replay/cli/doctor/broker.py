"""Look at a broker of the user's own: who is let in, whether it keeps what it acknowledges, what is known of it."""

import asyncio
import logging
import re
import secrets
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue

import structlog

from replay.cli.doctor import probe
from replay.cli.doctor.check import Check, State, problem_of
from replay.errors import BrokerError, ReplayError
from replay.mqtt.address import BrokerAddress
from replay.mqtt.topics import ROOT

_CONNECT_S = 3.0
_CLEARING_S = 1.5
"""How long a check that is cut off gets to clear up behind itself."""
_FIRST_SOUND = (2, 0, 12)
"""The first Mosquitto whose WebSocket listeners stay on their address (eclipse-mosquitto issues 2085 and 3045)."""

_LIMITS = "lift its queue limits; in mosquitto.conf: max_inflight_messages 0 and max_queued_messages 0"


@dataclass(frozen=True, slots=True)
class _Patient:
    """A broker, and the topic that its checks use."""

    address: BrokerAddress
    topic: str


def silence_sessions() -> None:
    """Keep what a session logs of a lost connection away from the checks, which say it themselves."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def examine(address: BrokerAddress, *, root: str = ROOT, together_s: float = 7.0) -> Iterator[Check]:
    """Yield every check of a broker as it is done; those that cannot be tried after one that failed are skipped.

    They are done in a thread that is left behind when the time is over: a name that is not found, or a broker that
    froze, would hold up the end of this program. The one that is cut off clears up first.

    Args:
        address: The broker.
        root: First level of every topic.
        together_s: How long all checks may take. [s]
    """
    done: SimpleQueue[Check | BaseException] = SimpleQueue()
    patient = _Patient(address, f"{root}/doctor-{secrets.token_hex(4)}")
    limit_s = together_s - _CLEARING_S
    thread = threading.Thread(target=lambda: asyncio.run(_supervise(patient, done.put, limit_s)), daemon=True)
    thread.start()
    until = time.monotonic() + together_s
    missing, is_connected = "", False
    for name, _, needed in _CHECKS:
        if missing:
            yield Check(name, "skipped", f"not tried: {missing}")
            continue
        try:
            check = done.get(timeout=max(0, until - time.monotonic()))
        except Empty:
            check = TimeoutError()
        if isinstance(check, TimeoutError):
            missing = "no time was left"
            what = f"not done in time; all checks of a broker get {together_s:.0f} s together"
            state: State = "warning" if is_connected else "problem"
            yield Check(name, state, what, "try again when broker and network are less busy")
        elif isinstance(check, BaseException):
            raise check
        else:
            missing = needed if check.state == "problem" else ""
            is_connected = True
            yield check
    thread.join(max(0, until - time.monotonic()))


async def _supervise(patient: _Patient, tell: Callable[[Check | BaseException], None], limit_s: float) -> None:
    """Do the checks, and tell what ended them early, be it the time or a bug."""

    async def within_limit() -> None:
        async with asyncio.timeout(limit_s):
            await _examine(patient, tell)

    checks = asyncio.ensure_future(within_limit())
    await asyncio.wait([checks])
    error = checks.exception()
    if error is not None:
        tell(error)


async def _examine(patient: _Patient, tell: Callable[[Check], None]) -> None:
    """Do one check after the other, up to a problem with what the others need."""
    for name, check, needed in _CHECKS:
        try:
            found = await check(patient)
        except (ReplayError, OSError) as error:
            found = problem_of(name, error)
        tell(found)
        if found.state == "problem" and needed:
            return


def answers(address: BrokerAddress) -> bool:
    """Say whether somebody takes connections there."""
    try:
        _reach(address)
    except BrokerError:
        return False
    return True


def _reach(address: BrokerAddress) -> None:
    """Find the host, and take a connection to its port.

    Raises:
        BrokerError: It cannot be reached, or not within `_CONNECT_S`.
    """
    try:
        socket.create_connection((address.host, address.port), timeout=_CONNECT_S).close()
    except OSError as error:
        hint = "is it running, are host and port right, does a firewall stand between?"
        raise BrokerError(address, f"cannot be reached ({error.strerror or error})", hint=hint) from None


async def _connection(patient: _Patient) -> Check:
    _reach(patient.address)
    took_ms = await probe.connect_ms(patient.address)
    return Check("broker", "ok", f"{patient.address} takes MQTT 3.1.1, connected in {took_ms:.0f} ms")


async def _access(patient: _Patient) -> Check:
    return judge_access(patient.address)


def judge_access(address: BrokerAddress) -> Check:
    """Return what is so with a broker that let us in."""
    if address.username is not None:
        return Check("access", "ok", f"let in as {address.username}")
    if address.is_here:
        return Check("access", "ok", "let in without a user name, on this machine")
    advice = "give it users, and set REPLAY_MQTT_USERNAME and REPLAY_MQTT_PASSWORD_FILE"
    return Check("access", "warning", "let in without a user name: whoever reaches it may publish", advice)


async def _encryption(patient: _Patient) -> Check:
    return judge_encryption(patient.address)


def judge_encryption(address: BrokerAddress) -> Check:
    """Return who can read what travels to a broker and back."""
    if address.tls is not None:
        return Check("encryption", "ok", "TLS, with a certificate that was verified")
    if address.is_here:
        return Check("encryption", "ok", "none, and none is needed on this machine")
    found = f"none: {'password and ' if address.password else ''}messages can be read on their way"
    advice = "give the broker a listener with TLS, and --broker an address that begins with mqtts:// or wss://"
    return Check("encryption", "warning", found, advice)


async def _version(patient: _Patient) -> Check:
    payload = await probe.first_payload(patient.address, "$SYS/broker/version")
    if payload is None:
        return Check("version", "ok", "it does not say what it is")
    return judge_version(payload.decode("utf-8", "replace")[:80])


def judge_version(version: str) -> Check:
    """Return what is known of a broker that calls itself *version*."""
    number = re.match(r"mosquitto version (\d+)\.(\d+)\.(\d+)", version)
    if number is None or tuple(map(int, number.groups())) >= _FIRST_SOUND:
        return Check("version", "ok", version)
    found = f"{version}, whose WebSocket listeners ignore their address and listen on all interfaces"
    advice = "upgrade to 2.0.12 or newer; until then have no WebSocket listener, or a firewall before it"
    return Check("version", "warning", found, advice)


async def _round_trip(patient: _Patient) -> Check:
    took_ms = await probe.round_trip_ms(patient.address, f"{patient.topic}/round-trip")
    if took_ms is None:
        below = patient.topic.rpartition("/")[0]
        advice = f"check the broker's access rules: replay publishes and subscribes below {below}/"
        return Check("round trip", "problem", f"a message did not come back within {probe.ANSWER_S:.0f} s", advice)
    return Check("round trip", "ok", f"QoS 1, there and back in {took_ms:.1f} ms")


async def _retain(patient: _Patient) -> Check:
    if await probe.retains(patient.address, f"{patient.topic}/retain"):
        return Check("retain", "ok", "who comes later gets what is retained")
    advice = "allow retained messages on the broker: late dashboards live on them"
    return Check("retain", "problem", "a retained message did not reach who came later", advice)


async def _burst(patient: _Patient) -> Check:
    became = await probe.burst(patient.address, f"{patient.topic}/burst")
    if became.arrived < became.sent:
        found = (
            f"{became.arrived} of {became.sent} acknowledged messages reached a slow subscriber, the rest was dropped"
        )
        return Check("bursts", "problem", found, _LIMITS)
    if became.sent < probe.BURST:
        found = f"all arrived, but the broker took only {became.sent} of {probe.BURST} in time"
        return Check("bursts", "warning", found, f"try again nearer to the broker, or make sure: {_LIMITS}")
    return Check("bursts", "ok", f"{became.sent} messages at once all reached a slow subscriber")


_CHECKS: tuple[tuple[str, Callable[[_Patient], Awaitable[Check]], str], ...] = (
    ("broker", _connection, "there is no connection"),
    ("access", _access, ""),
    ("encryption", _encryption, ""),
    ("version", _version, ""),
    ("round trip", _round_trip, "messages do not come back"),
    ("retain", _retain, ""),
    ("bursts", _burst, ""),
)
"""Each check's name, what does it, and what is missing to those after it if it is a problem."""
