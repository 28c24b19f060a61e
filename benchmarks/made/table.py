"""Rows of the one table that the benchmarks of rules print together; run as a script it prints the head."""


def print_row(benchmark: str, what: str, measured: str, aim: str = "", beside: str = "") -> None:
    """Print a row: a figure with its unit, what is aimed at, and what else was measured in the same run."""
    print(f"{benchmark:10}  {what:42}  {measured:>18}  {aim:>8}  {beside}".rstrip(), flush=True)


if __name__ == "__main__":
    print_row("benchmark", "what", "measured", "aim", "beside")
