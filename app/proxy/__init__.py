"""The data path: every socket, every byte, one event loop in a thread of its own.

server → guard → routes → relay → pool / dialing → upstream; what is learnt of a call goes to the `Desk`.
"""

from app.proxy.desk import ControlReply, ControlRequest, Desk
from app.proxy.limits import Limits
from app.proxy.runner import ProxyRunner
from app.proxy.traffic import InFlight

__all__ = ["ControlReply", "ControlRequest", "Desk", "InFlight", "Limits", "ProxyRunner"]
