"""Every name of AWS leads to the emulator, by a proxy that programs are told of; its certificate is for all of these names."""

import datetime
import ipaddress
import select
import socket
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_BLOCK = 65536


class _Tunnel(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Answer CONNECT (RFC 9110, section 9.3.6), whatever host it names, and pass on what comes."""
        line = self.rfile.readline().split()
        while self.rfile.readline().strip():
            pass
        if line[:1] != [b"CONNECT"]:
            self.wfile.write(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
            return
        port: int = self.server.leads_to  # type: ignore[attr-defined]
        with socket.create_connection(("127.0.0.1", port)) as there:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            _pass_on(self.connection, there)


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    """Pass on what comes from either until one of them hangs up."""
    across = {one: other, other: one}
    while True:
        for ready in select.select([one, other], [], [])[0]:
            try:
                block = ready.recv(_BLOCK)
                across[ready].sendall(block)
            except OSError:
                return
            if not block:
                return


class Names(socketserver.ThreadingTCPServer):
    """The proxy, on a free port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.leads_to = 0
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def names() -> Iterator[Names]:
    """Serve until the block ends; whoever knows it says where it ``leads_to``."""
    with Names() as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield server
        finally:
            server.shutdown()
            serving.join()


def certify(folder: Path, regions: Sequence[str]) -> tuple[Path, Path]:
    """Make a certificate for this machine and for the names of AWS in these regions; the files of certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An AWS on this machine")])
    hosts = ["localhost", "*.amazonaws.com", "*.s3.amazonaws.com", "*.cloudfront.net"]
    hosts += [f"*.{region}.amazonaws.com" for region in regions] + [
        f"*.s3.{region}.amazonaws.com" for region in regions
    ]
    called = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), *map(x509.DNSName, hosts)]
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName(called), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files = folder / "aws.crt", folder / "aws.key"
    for file, content in zip(files, (made.public_bytes(serialization.Encoding.PEM), private), strict=True):
        file.write_bytes(content)
    return files
