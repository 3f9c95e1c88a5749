"""A client of SOCKS 5 that does UDP (PySocks): sends each line of its input to host:port through the proxy, prints what
comes back. Arguments: port of the proxy, username and password or two empty ones, host, port."""
import socket
import sys

import socks

proxy, username, password, host, port = sys.argv[1:]
client = socks.socksocket(socket.AF_INET, socket.SOCK_DGRAM)
client.set_proxy(
    socks.SOCKS5, "127.0.0.1", int(proxy), True, username or None, password or None
)
client.settimeout(10)
client.bind(("127.0.0.1", 0))
for line in sys.stdin:
    client.sendto(line.strip().encode(), (host, int(port)))
    data, (there, at) = client.recvfrom(65536)
    print(there, at, data.decode(), flush=True)
client.close()
