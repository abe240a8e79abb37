"""`python -m zoo`: the command line, where the `zoo` script is not on the path."""

from __future__ import annotations

from zoo.cli import main

if __name__ == "__main__":
    main()
