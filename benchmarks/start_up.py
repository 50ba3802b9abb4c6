"""How long ``xlplan --help`` takes, as a multiple of starting Python to do nothing."""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

AIM = 10.0

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "xlplan --help": [sys.executable, "-m", "xlplan", "--help"],
}


def seconds(command: Sequence[str]) -> float:
    """Return the time that one run of a command takes, from start to exit."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def medians(runs: int) -> dict[str, float]:
    """Return the median seconds of each command; they take turns, so a busy moment meets both."""
    for command in COMMANDS.values():
        seconds(command)
    timed = [{name: seconds(command) for name, command in COMMANDS.items()} for _ in range(runs)]
    return {name: median(run[name] for run in timed) for name in COMMANDS}


def main() -> int:
    """Print the table; 1 when the ratio is above the aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21, help="runs of each command (21)")
    times = medians(parser.parse_args().runs)
    base = times["python -c pass"]
    print(f"{'':16}{'median ms':>12}{'ratio':>8}")
    for name, taken in times.items():
        print(f"{name:16}{taken * 1000:12.1f}{taken / base:8.1f}")
    ratio = times["xlplan --help"] / base
    print(f"The aim is a ratio of at most {AIM:.0f}: {'met' if ratio <= AIM else 'missed'}.")
    return int(ratio > AIM)


if __name__ == "__main__":
    sys.exit(main())
