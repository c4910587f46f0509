"""The invented people of the sandbox: who they are, and which edge case each of them stands for."""

from passeport_sandbox.personas.persona import FRANCE, Persona
from passeport_sandbox.personas.register import PersonaFileError, by_login, load, write_registry

__all__ = ["FRANCE", "Persona", "PersonaFileError", "by_login", "load", "write_registry"]
