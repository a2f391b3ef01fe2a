"""`python -m longwatch`."""

from longwatch.cli import main

main(prog_name="longwatch")
