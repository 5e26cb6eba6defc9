"""The coaching platform; kept free of imports so that rxconfig.py can read the settings first."""

__version__ = "0.1.0"
