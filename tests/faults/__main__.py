"""The faults over and over, each time with other seeds: `python -m tests.faults --minutes 30`."""

import argparse
import sys
import time
from pathlib import Path

import pytest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    until_s = time.monotonic() + 60 * parser.parse_args().minutes
    rounds = 0
    while time.monotonic() < until_s:
        if (code := pytest.main(["-q", str(Path(__file__).parent)])) != 0:
            return int(code)
        rounds += 1
        print(f"{rounds} rounds, nothing lost and nothing twice")
    return 0


if __name__ == "__main__":
    sys.exit(main())
