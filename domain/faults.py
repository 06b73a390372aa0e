"""The one kind of error that a person can act on."""


class Fault(Exception):
    """Something outside went wrong or was given wrong; the text is a sentence a person can act on.

    Each edge (database, definition file, Telegram, command line) has its own kind. The command line prints
    the sentence and exits 2; the service logs it, turns red and tries again.
    """
