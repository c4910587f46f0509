"""The command line that every service has: serve, relay, migrate, check-config, and what it adds itself."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
import uvloop

from passeport_chassis.settings import ServiceSettings, SettingsError, unknown_variables
from passeport_chassis.telemetry import set_up_telemetry, shut_down

S = TypeVar("S", bound=ServiceSettings)


@dataclass(frozen=True, slots=True)
class Command(Generic[S]):
    """A sub-command: what it does in one line, its own arguments, and the coroutine that does it."""

    help: str
    run: Callable[[S, argparse.Namespace], Awaitable[int | None]]
    arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def run_program(service: str, settings_type: type[S], commands: Mapping[str, Command[S]], *, also: str = "") -> int:
    """Runs the sub-command named on the command line and returns the exit status.

    1: it failed; 2: the command line or the settings are wrong, each wrong setting named on standard error. `also` is
    what the help says at its end.
    """
    parser = argparse.ArgumentParser(prog=f"passeport_{service}", epilog=also)
    choices = parser.add_subparsers(dest="command", required=True)
    choices.add_parser("check-config", help="read the settings and say what is wrong with them")
    for name, command in commands.items():
        command.arguments(choices.add_parser(name, help=command.help))
    arguments = parser.parse_args()
    log = structlog.get_logger("passeport")
    try:
        settings = settings_type.load()
        if arguments.command == "check-config":
            sys.stdout.write("the settings are right\n")
            return 0
        set_up_telemetry(service, level=settings.log_level, otlp_endpoint=settings.otlp_endpoint)
        for name in unknown_variables(settings_type):
            log.warning("setting not known, ignored", name=name)
        # What is loaded now stays: to look through it again and again takes half of the time of who works by thousands.
        gc.freeze()
        return uvloop.run(_awaited(commands[arguments.command].run(settings, arguments))) or 0
    except KeyboardInterrupt:
        return 130
    except SettingsError as error:
        sys.stderr.write(f"passeport_{service}: these settings are wrong:\n{error}\n")
        return 2
    except Exception as error:
        log.critical("stopped by an error", command=arguments.command, exc_info=error)
        return 1
    finally:
        shut_down()


async def _awaited(work: Awaitable[int | None]) -> int | None:
    return await work
