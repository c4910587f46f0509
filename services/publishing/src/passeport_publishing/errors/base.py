"""What all refusals of publishing have in common."""

from passeport_chassis.errors import DomainError


class PublishingError(DomainError):
    """A refusal of publishing."""

    domain = "publishing.passeport"
