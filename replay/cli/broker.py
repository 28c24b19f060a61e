"""`replay broker`: the embedded broker alone."""

from replay.cli.parts import options
from replay.cli.parts.runtime import Interruption, run_async
from replay.cli.parts.screen import Screen
from replay.cli.parts.verb import verb
from replay.errors import UsageError
from replay.mqtt.broker import PAGE_ORIGINS, embedded_broker


@verb()
@options.all_of(options.port, options.websocket_port, options.origins, options.json)
def command(port: int | None, websocket_port: int | None, origins: tuple[str, ...], *, as_json: bool) -> None:
    """Run the embedded broker on 127.0.0.1 until Ctrl-C; what it retains goes with it."""
    if port is not None and port == websocket_port:
        raise UsageError(f"--port and --websocket-port are both {port}; give two")
    run_async(_serve(Screen(as_json=as_json), port, websocket_port, origins or PAGE_ORIGINS))


async def _serve(screen: Screen, port: int | None, websocket_port: int | None, origins: tuple[str, ...]) -> bool:
    interruption = Interruption()
    interruption.listen()
    async with embedded_broker(mqtt_port=port, websocket_port=websocket_port, origins=origins) as broker:
        lines = [("MQTT", broker.url), ("WebSocket", broker.websocket_url), ("end", "Ctrl-C")]
        screen.tell("broker ready", lines, mqtt=broker.url, websocket=broker.websocket_url, pid=broker.pid)
        await interruption.or_done(broker.watch())
    return True
