"""Why a broker cannot be reached, in words that say what to do."""

import ssl

import aiomqtt
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.client import WebsocketConnectionError

from replay.errors import BrokerError
from replay.mqtt.address import BrokerAddress

_NOT_AUTHORISED = {4, 5, 0x86, 0x87}
_EXPIRED, _NOT_YET_VALID, _OTHER_HOST, _OTHER_IP = 10, 9, 62, 64
_UNKNOWN_ISSUER = {18, 19, 20, 21}
"""`X509_V_ERR_…` of OpenSSL's x509_vfy.h."""
_HINTS = {
    "mqtt": "is it running, and does it want mqtts:// or ws:// on that port?",
    "mqtts": "does it want a certificate of ours, from a CA that it trusts? name it with --cert and --key",
    "ws": "are path and port right?",
    "wss": "are path and port right?",
}
"""What to do when somebody is there, but does not talk to us, by scheme."""


def words_of(error: BaseException) -> str:
    """Return what an error says, in one line; aiomqtt hides the operating system's words in the cause."""
    return " ".join(str(error.__cause__ or error).split()) or type(error).__name__


def is_refusal(error: aiomqtt.MqttError) -> bool:
    """Say whether the broker knows us, and does not let us in: to try again would be no use."""
    return isinstance(error, MqttConnectError) and getattr(error.rc, "value", error.rc) in _NOT_AUTHORISED


def unreachable(address: BrokerAddress, error: aiomqtt.MqttError) -> BrokerError:
    """Return what a first connection that failed with *error* ends with."""
    if is_refusal(error):
        hint = "check REPLAY_MQTT_USERNAME and REPLAY_MQTT_PASSWORD"
        return BrokerError(address, "refused the user name or password", hint=hint)
    context = error.__context__  # where aiomqtt hides what connect() raised
    opening = context if isinstance(context, OSError) else None
    cause = opening or error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        what, hint = _certificate(address, cause)
    elif isinstance(cause, ssl.SSLError) and "ALERT" in (cause.reason or ""):
        what = f"refused the TLS connection ({cause.reason.lower().replace('_', ' ')})"
        hint = _HINTS["mqtts"]
    elif isinstance(opening, ssl.SSLError | ConnectionResetError) and address.tls is not None:
        what = f"does not speak TLS on port {address.port}"
        hint = f"is the port right? without TLS the address begins with {address.scheme[:-1]}://"
    elif isinstance(opening, WebsocketConnectionError):
        what, hint = f"does not open a WebSocket at {address.path}", _HINTS["ws"]
    elif opening is not None and not isinstance(opening, TimeoutError):
        what, hint = f"cannot be reached ({words_of(opening)})", "is it running, and is the port right?"
    else:
        what, hint = f"does not answer as an MQTT broker does ({words_of(error)})", _HINTS[address.scheme]
    return BrokerError(address, what, hint=hint)


def _certificate(address: BrokerAddress, error: ssl.SSLCertVerificationError) -> tuple[str, str]:
    """Return what is wrong with the broker's certificate, and what to do about it."""
    if error.verify_code == _EXPIRED:
        return "its certificate has expired", "have it renewed, or set this machine's clock"
    if error.verify_code == _NOT_YET_VALID:
        return "its certificate is not valid yet", "is this machine's clock right?"
    if error.verify_code in {_OTHER_HOST, _OTHER_IP}:
        return f"its certificate is for another host than {address.host}", "give the host name that stands in it"
    if error.verify_code in _UNKNOWN_ISSUER:
        return f"nobody trusted here signed its certificate ({error.verify_message})", "name its CA with --ca FILE"
    return f"its certificate does not pass ({error.verify_message})", "have it made anew, or name its CA with --ca FILE"
