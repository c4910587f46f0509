"""Calls to the other services over gRPC: arguments in, messages of the contracts out, refusals as ServiceRefused."""
