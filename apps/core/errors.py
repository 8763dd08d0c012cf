class Refused(Exception):
    """A rule said no; the message is for the person who asked, the code for programs."""

    def __init__(self, message, *, code):
        super().__init__(message)
        self.code = code
