"""Only the elected master gets requests, and a new one within the bound that the file states."""
import re
import time

from client import check, get, status, until, up


def stated_bound(proxy, backend):
    text = proxy.file.read_text().split(f"backend {backend}\n")[1].split("\nbackend ")[0]
    return int(re.search(r"at most (\d+)s after its election", text)[1])


def test_start(plain, started, **_):
    """Masters count as down until their first check: none but the leader ever got a request."""
    took = until(5, "the leader is up", lambda: up(plain.run, "mesos.example.com") == ["m1"])
    check(time.monotonic() - started < 5, f"the leader took {took:.1f} s to be up after the start")


def elect(masters, number):
    masters.leader = number
    return time.monotonic()


def test_election(edge, plain, masters, **_):
    """Both forms at once: the default one on `plain`, the posted one on `edge`."""
    until(35, "the posted form has its leader", lambda: up(edge.run, "posted.example.com") == ["m1"])
    elected = elect(masters, 2)
    until(30, "the new leader gets requests", lambda: get("mesos.example.com").body == "master 2")
    serves = time.monotonic() - elected
    until(30, "nobody else does", lambda: up(plain.run, "mesos.example.com") == ["m2"])
    alone = time.monotonic() - elected
    until(60, "the posted form follows", lambda: up(edge.run, "posted.example.com") == ["m2"])
    posted = time.monotonic() - elected
    bound, posted_bound = stated_bound(plain, "mesos.example.com"), stated_bound(edge, "posted.example.com")
    print(f"       new leader: serves after {serves:.1f} s, alone after {alone:.1f} s (bound {bound} s); "
          f"posted form {posted:.1f} s (bound {posted_bound} s)")
    check(alone <= bound + 1, f"alone after {alone:.1f} s, stated were {bound} s")
    check(posted <= posted_bound + 1, f"posted form after {posted:.1f} s, stated were {posted_bound} s")
    check(bound == 10 and posted_bound == 30, f"bounds {bound} and {posted_bound}")
    for _ in range(20):
        check(get("mesos.example.com").body == "master 2", "a request went to another master")


def test_leader_gone(plain, masters, **_):
    """The leader's machine dies: no answer but 503 until another is elected, and then that one."""
    masters.servers[1].close()
    until(12, "the dead leader is out", lambda: up(plain.run, "mesos.example.com") == [])
    check(get("mesos.example.com").status == 503, "no leader, and something answers")
    elected = elect(masters, 3)
    until(5, "the next leader", lambda: up(plain.run, "mesos.example.com") == ["m3"])
    check(time.monotonic() - elected < 3, "a new leader has to be found within its check")
    check(get("mesos.example.com").body == "master 3", "another one answers")


def test_reload_keeps_the_leader(plain, **_):
    """After a reload nobody but the leader is up, from the first moment."""
    check(plain.reload() == 0, f"reload; {plain.log}")
    states = {server: state for (name, server), state in status(plain.run).items() if name == "mesos.example.com"}
    check([server for server, state in states.items() if state.startswith("UP")] == ["m3"], f"{states}")


ALL = [test_start, test_election, test_leader_gone, test_reload_keeps_the_leader]
