"""The command `replay`, and `python -m replay`."""

import signal


def main() -> None:
    """Load the command line, and run it: Ctrl-C while it is being loaded ends it as it ends other programs."""
    heeds_ctrl_c = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeds_ctrl_c:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from replay.cli import main as run  # noqa: PLC0415 -- takes most of the time until it runs

    if heeds_ctrl_c:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
