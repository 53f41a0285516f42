"""How much, and how long: the bounds that keep one client or provider from being everybody's trouble."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """The first three are settings. LLMs may think for minutes; no client may be slow with its request."""

    connect_timeout_s: float = 15
    first_byte_timeout_s: float = 600
    idle_timeout_s: float = 300
    head_timeout_s: float = 30  # from the first byte of a request head to its last
    body_timeout_s: float = 60  # between two pieces of a request body
    keep_alive_s: float = 600  # an idle client connection
    pool_idle_s: float = 30  # an idle upstream connection
    linger_s: float = 2  # for what a client still sends after its answer is complete
    sweep_s: float = 0.5  # how often deadlines are looked at

    head_bytes: int = 64 * KIB
    head_fields: int = 200
    connections: int = 4096
    pool_per_origin: int = 256
    read_bytes: int = 128 * KIB  # at most taken from a socket at once
    write_bytes: int = 64 * KIB  # waiting for a slow reader before its sender is paused
    pipelined_bytes: int = 64 * KIB
    amend_bytes: int = 8 * MIB  # a larger request passes without being amended
    facts_bytes: int = 4 * MIB  # a larger request passes without its facts being read
    held_bytes: int = 64 * MIB  # request bodies kept at one time, over all calls
    control_bytes: int = 1 * MIB

    tunnel_websockets: bool = True
