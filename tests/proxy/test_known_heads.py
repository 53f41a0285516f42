"""A head that comes again on its connection is not parsed again, and nobody can tell."""

from tests.proxy.conftest import Start
from tests.proxy.kit import Stage

TARGET = "/openai/v1/chat/completions"


def bodies_seen(there: Stage) -> list[bytes]:
    return [seen.body for seen in there.upstream.seen]


def test_the_same_head_before_bodies_of_any_length(stage: Start) -> None:
    there = stage()
    bodies = [b"a" * 10, b"b" * 10, b"", b"c" * 200_000, b"d", b"e" * 10, b"f" * 1234]
    with there.client() as client:
        for body in bodies:
            assert client.ask(TARGET, method="POST", body=body, headers=("X-More: 1",)).status == 200
    assert bodies_seen(there) == bodies
    assert [seen.header("content-length") for seen in there.upstream.seen] == [
        [str(len(body))] for body in bodies
    ]
    assert [call.request_bytes for call in there.desk.wait(len(bodies))] == list(map(len, bodies))


def test_the_same_head_pipelined_and_cut_anywhere(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        first = client.request(TARGET, method="POST", body=b"1" * 20)
        assert client.response().status == 200
        head = first[:-20]
        client.send((head + b"2" * 20) * 2)
        assert [client.response().status for _ in range(2)] == [200, 200]
        for cut in (1, len(head) - 22, len(head) - 2, len(head), len(head) + 5):
            again = head + b"3" * 20
            client.send_slowly(again[:cut], piece=cut)
            client.send_slowly(again[cut:], piece=len(again), pause_s=0.01)
            assert client.response().status == 200
    assert bodies_seen(there) == [b"1" * 20, b"2" * 20, b"2" * 20, *[b"3" * 20] * 5]


def test_what_follows_a_pipelined_request_is_not_taken_for_its_head(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        one = client.request(TARGET, method="POST", body=b"1" * 5)
        client.response()
        two = one.replace(b"Content-Length: 5", b"X-Two: 2\r\nContent-Length: 30")[:-5] + b"2" * 30
        client.send(one + two)
        client.response()
        client.response()
        client.send(one)
        assert client.response().status == 200
    assert bodies_seen(there) == [b"1" * 5, b"1" * 5, b"2" * 30, b"1" * 5]


def test_a_head_that_differs_is_looked_at_anew(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        good = client.request(TARGET, method="POST", body=b"12345")
        client.response()
        client.send(good.replace(b"Content-Length: 5", b"Content-Length: +5"))
        assert client.response().status == 400
        assert client.is_closed()
    with there.client() as client:
        good = client.request(TARGET, method="POST", body=b"12345")
        client.response()
        client.send(good.replace(b"Content-Length", b"Origin: http://evil.example\r\nContent-Length"))
        assert client.response().status == 403
    assert bodies_seen(there) == [b"12345", b"12345"]
