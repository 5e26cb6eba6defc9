"""The frame around every page: who is signed in, navigation, notices, quick capture."""
