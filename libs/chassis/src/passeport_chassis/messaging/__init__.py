"""JetStream: connection, provisioning, publishing in atomic batches, durable consumers with dead letters."""

from passeport_chassis.messaging.connection import connect, ping
from passeport_chassis.messaging.consumer import Consumer, Delivery, Memory
from passeport_chassis.messaging.provision import Durable, Stream, StreamMissing, provision
from passeport_chassis.messaging.publisher import Message, Publisher

__all__ = [
    "Consumer",
    "Delivery",
    "Durable",
    "Memory",
    "Message",
    "Publisher",
    "Stream",
    "StreamMissing",
    "connect",
    "ping",
    "provision",
]
