"""Parses PROXY headers with Twisted's parsers: a header a line, in hexadecimal; answers with a line of JSON each."""
import json
import sys

from twisted.internet.address import UNIXAddress
from twisted.protocols.haproxy._exceptions import InvalidProxyHeader
from twisted.protocols.haproxy._v1parser import V1Parser
from twisted.protocols.haproxy._v2parser import V2Parser


def address(found):
    if found is None:
        return None
    if isinstance(found, UNIXAddress):
        name = found.name or b""
        return ["UNIX", name.decode("utf-8", "replace")]
    return [found.type, found.host, found.port]


for line in sys.stdin:
    data = bytes.fromhex(line.strip())
    parser = V2Parser if data[:12] == V2Parser.PREFIX else V1Parser
    try:
        info, rest = parser().feed(data)
        if info is None:
            answer = {"outcome": "more"}
        else:
            answer = {
                "outcome": "header",
                "header": info.header.hex(),
                "source": address(info.source),
                "destination": address(info.destination),
                "rest": rest.hex(),
            }
    except InvalidProxyHeader as error:
        answer = {"outcome": "refused", "name": type(error).__name__}
    except Exception as error:
        answer = {"outcome": "crash", "name": type(error).__name__}
    print(json.dumps(answer), flush=True)
