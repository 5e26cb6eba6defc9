"""Where one request ends and the next begins, nobody can lie about: no request is smuggled inside of another."""

import socket

import pytest

from tests.support.live_server import LiveServer
from tests.support.patience import PATIENCE

# Were it taken for a request of its own, a second answer would come.
HIDDEN = "GET /health?smuggled HTTP/1.1\r\nHost: {host}\r\n\r\n"
LENGTHS = {
    "both, the length whole": "Content-Length: {whole}\r\nTransfer-Encoding: chunked\r\n",
    "both, the length short": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "two lengths": "Content-Length: 4\r\nContent-Length: {whole}\r\n",
    "lengths in a list": "Content-Length: 4, {whole}\r\n",
    "a length with a sign": "Content-Length: +4\r\n",
    "a negative length": "Content-Length: -1\r\n",
    "a length in hex": "Content-Length: 0x4\r\n",
    "a length too long": "Content-Length: 99999999999999999999999\r\n",
    "another coding": "Transfer-Encoding: identity\r\nContent-Length: {whole}\r\n",
    "a coding nobody knows": "Transfer-Encoding: xchunked\r\nContent-Length: {whole}\r\n",
    "chunked and no more": "Transfer-Encoding: chunked, identity\r\nContent-Length: {whole}\r\n",
    "a space before the colon": "Transfer-Encoding : chunked\r\nContent-Length: {whole}\r\n",
    "a folded line": "Transfer-Encoding:\r\n chunked\r\nContent-Length: {whole}\r\n",
}


def exchange(server: LiveServer, text: str) -> str:
    """Everything the server answers to these bytes."""
    heard = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as line:
        line.sendall(text.encode())
        # The server ends the line after each of these.
        while part := line.recv(65_536):
            heard += part
    return heard.decode("latin-1")


@pytest.mark.parametrize("kind", LENGTHS)
def test_no_second_request_hides_in_a_body(live_server: LiveServer, kind: str) -> None:
    host = f"localhost:{live_server.port}"
    body = "0\r\n\r\n" + HIDDEN.format(host=host)
    headers = LENGTHS[kind].format(whole=len(body))
    heard = exchange(
        live_server,
        f"POST /api/v1/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{headers}\r\n{body}",
    )
    statuses = [line.split()[1] for line in heard.split("\r\n") if line.startswith("HTTP/1.1 ")]
    # Where there are both, the coding decides and the line ends with the answer.
    assert statuses == ["422" if kind.startswith("both") else "400"], heard


def test_the_server_goes_on(live_server: LiveServer) -> None:
    host = f"localhost:{live_server.port}"
    heard = exchange(live_server, f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert heard.startswith("HTTP/1.1 200")
