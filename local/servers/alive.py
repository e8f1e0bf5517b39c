"""Says by its exit code whether a server answers, for the health checks of containers, which have no curl.

python -m local.servers.alive http://HOST:PORT/PATH | nats://HOST:PORT
"""

import sys
from urllib.parse import urlsplit

from local.servers import definitions


def main(url: str) -> int:
    """Give 0 if the server at ``url`` answers: 200 by HTTP, or NATS's greeting with JetStream being there; else 1."""
    at = urlsplit(url)
    host, port = at.hostname or "", at.port or 0
    alive = definitions.greets(host, port) if at.scheme == "nats" else definitions.answers(port, at.path, host=host)
    return 0 if alive else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
