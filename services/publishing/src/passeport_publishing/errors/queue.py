"""Why a publication is not taken into the line, or ends in it."""

from passeport_chassis.errors import Kind
from passeport_publishing.errors.base import PublishingError


class QueueFull(PublishingError):
    """Too many publications are in line, of one holder or in all."""

    kind = Kind.EXHAUSTED
    reason = "QUEUE_FULL"


class PublicationQueued(PublishingError):
    """The request was put in line, and is the queue's."""

    kind = Kind.PRECONDITION
    reason = "PUBLICATION_QUEUED"


class AlreadyPublished(PublishingError):
    """What was in line is published by now."""

    kind = Kind.PRECONDITION
    reason = "ALREADY_PUBLISHED"


class EntriesChanged(PublishingError):
    """A source changed an entry after it was read for a publication in line."""

    kind = Kind.CONFLICT
    reason = "ENTRIES_CHANGED"


class HolderAway(PublishingError):
    """The account of the holder was closed, or his death reported, while his publication was in line."""

    kind = Kind.PRECONDITION
    reason = "HOLDER_AWAY"


class WaitedTooLong(PublishingError):
    """A publication was in line for so long that what was read for it may be out of date."""

    kind = Kind.DEADLINE
    reason = "WAITED_TOO_LONG"


class DocumentNotMade(PublishingError):
    """The document of a publication in line could not be made, however often it was tried."""

    kind = Kind.INTERNAL
    reason = "DOCUMENT_NOT_MADE"
