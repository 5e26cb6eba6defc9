"""Lets `python -m coaching_app` stand for the console command."""

from coaching_app.cli.main import main

main()
