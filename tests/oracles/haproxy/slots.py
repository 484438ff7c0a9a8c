"""Servers of an app: filled from Marathon, drained without a cut, kept while Marathon is away and over reloads."""
import time

from client import Held, Load, check, get, servers, status, until
from standins import Marathon

APP = "/retail/shop"
BACKEND = "shop.example.com"


def filled(proxy):
    """Addresses that get requests, by slot."""
    states = status(proxy.run)
    return {server: address for (name, server), address in servers(proxy.run).items()
            if name == BACKEND and states[name, server].startswith(("UP", "no check"))}


def serving(proxy, *addresses):
    return lambda: sorted(filled(proxy).values()) == sorted(addresses)


def tasks(*rows):
    """Rows of machine, alive; the app's second port is the one that the route leads to."""
    return [Marathon.task(APP, host, [1, 18200], alive) for host, alive in rows]


def set_tasks(marathons, *rows):
    for marathon in marathons:
        marathon.app(APP, len(rows))
        marathon.tasks = tasks(*rows) + [Marathon.task("/other", "cow4", [1, 18200], True)]


def stay(proxy, what, *addresses):
    for _ in range(15):
        check(serving(proxy, *addresses)(), f"{what}: {filled(proxy)}")
        time.sleep(0.1)


ONE, TWO, THREE = (f"127.0.3.{n}:18200" for n in (1, 2, 3))


def test_filled(plain, marathons, **_):
    set_tasks(marathons, ("cow1", True), ("127.0.3.2", True), ("cow3", False), ("cow4", None))
    until(10, "two tasks that are healthy", serving(plain, ONE, TWO))
    check({get(BACKEND).body for _ in range(10)} == {"task 1", "task 2"}, "requests do not reach both tasks")


def test_strange_tasks(plain, marathons, **_):
    """What is no host or no port is no server, whatever it holds, and hides none of the others."""
    hosts = ["127.0.3.3\n", "127.0.3.3 18200 ready\n" + BACKEND + " task 127.0.3.3", "127.0.3.3;disable frontend routes",
             "$(reboot)", "127.0.3.3/../x", "-x", "", None, 7, ["127.0.3.3"], "a" * 300, "caf\u00e9", "\x1b[31m"]
    ports = [[1, "18200"], [1, 70000], [1, -1], [1, 1.5], [1, [18200]], [1], [], None, "18200", [1, None]]
    for marathon in marathons:
        marathon.app(APP, 2)
        marathon.tasks = [Marathon.task(APP, host, [1, 18200], True) for host in hosts]
        marathon.tasks += [Marathon.task(APP, "127.0.3.3", port, True) for port in ports]
        marathon.tasks += [None, 7, "task", {"appId": APP}, *tasks(("cow1", True), ("cow2", True))]
    until(10, "the two sound tasks", serving(plain, ONE, TWO))
    stay(plain, "strange tasks", ONE, TWO)


def test_held_connection(plain, marathons, **_):
    """A task goes while it still answers: that connection ends well, new ones go elsewhere."""
    set_tasks(marathons, ("cow1", True))
    until(10, "one task", serving(plain, ONE))
    held = Held(BACKEND, 3)
    time.sleep(0.5)
    set_tasks(marathons, ("cow2", True), ("cow3", True))
    until(10, "the others", serving(plain, TWO, THREE))
    slot = next(server for (name, server), address in servers(plain.run).items()
                if name == BACKEND and address == ONE)
    check(status(plain.run)[BACKEND, slot] == "DRAIN", f"{status(plain.run)}")
    for _ in range(10):
        check(get(BACKEND).body in ("task 2", "task 3"), "a new request went to the task that goes")
    check(held.finish() == "task 1task 1", "the held answer is not whole")
    until(5, "the slot is free", lambda: status(plain.run)[BACKEND, slot].startswith("MAINT"))


def test_slot_used_again(plain, marathons, **_):
    """No request is lost while all tasks change, and none reaches the task that a slot had earlier."""
    load = None
    for first, second in ((ONE, TWO), (TWO, THREE), (THREE, ONE)):
        set_tasks(marathons, (first.partition(":")[0], True))
        until(10, first, serving(plain, first))
        load = load or Load(BACKEND)
        set_tasks(marathons, (second.partition(":")[0], True))
        until(10, second, serving(plain, second))
        bodies = {get(BACKEND).body for _ in range(10)}
        check(bodies == {f"task {second[8]}"}, f"after {first} came {second}: {bodies}")
    good, bad = load.stop()
    check(not bad, f"{len(bad)} of {good} requests while tasks changed: {bad[:5]}")


def test_more_tasks_than_slots(plain, marathons, tasks_on_one, **_):
    for marathon in marathons:
        marathon.app(APP, 6)
        marathon.tasks = [Marathon.task(APP, "cow1", [1, port], True) for port in range(18200, 18206)]
    until(10, "all slots", lambda: len(filled(plain)) == 4)
    until(5, "a word about the missing slots", lambda: "no slot is free" in plain.log.read_text())


def test_marathon_away(plain, marathons, **_):
    """No answer, answers without sense, an empty Marathon, checks that are not known yet: all stays as it is."""
    set_tasks(marathons, ("cow1", True), ("cow2", True))
    until(10, "two tasks", serving(plain, ONE, TWO))
    for raw in (b"<html>Bad gateway</html>", b"{}", b'{"apps": null, "tasks": 7}', b'{"apps": [', b"[]",
                b'{"apps": [], "tasks": []}'):
        for marathon in marathons:
            marathon.raw = raw
        stay(plain, f"Marathon answers {raw!r}", ONE, TWO)
    for marathon in marathons:
        marathon.raw, marathon.tasks = None, []
    stay(plain, "Marathon says that tasks run and lists none", ONE, TWO)
    set_tasks(marathons, ("cow1", None), ("cow2", None), ("cow3", None))
    stay(plain, "no check has been made yet", ONE, TWO)
    marathons[0].server.close()
    set_tasks(marathons, ("cow2", True), ("cow3", True))
    until(20, "the other Marathon is asked", serving(plain, TWO, THREE))
    marathons[1].server.close()
    stay(plain, "both are away", TWO, THREE)


def test_reload_under_load(plain, **_):
    """Marathon is away. Reloads lose no request, cut no connection, and have all servers at once."""
    held, load = Held(BACKEND, 6), Load(BACKEND)
    for round_number in range(3):
        with plain.file.open("a") as file:
            file.write(f"  # change {round_number}\n")
        check(plain.reload() == 0, f"reload {round_number}; {plain.log}")
        check(serving(plain, TWO, THREE)(), f"after reload {round_number}: {filled(plain)}")
        time.sleep(0.5)
    good, bad = load.stop()
    check(not bad and good > 50, f"{good} good requests, and {bad[:5]}")
    check(held.finish() in ("task 2task 2", "task 3task 3"), "the held answer is not whole")
    print(f"       {good} requests over three reloads")


def test_invalid_file(plain, **_):
    """An invalid file changes nothing, however often it is tried; the next good one works."""
    good = plain.file.read_text()
    plain.file.write_text(good + "bogus\n")
    code, output = plain.command("check")
    check(code != 0 and "bogus" in output, f"check: {code} {output}")
    for _ in range(2):
        check(plain.reload() != 0, "a reload of an invalid file is called good")
    check(get(BACKEND).status == 200 and serving(plain, TWO, THREE)(), "what ran does not run any more")
    plain.file.write_text(good)
    check(plain.reload() == 0, "the good file")


def test_restart(plain, **_):
    """Stopped and started while Marathon is away: the last state is there."""
    took = plain.stop()
    check(took < 5, f"without connections the end took {took:.1f} s")
    plain.start()
    until(2, "the last tasks", serving(plain, TWO, THREE))
    check(get(BACKEND).status == 200, "no request works after the start")


def test_stop_lets_finish(plain, **_):
    held = Held(BACKEND, 2)
    time.sleep(0.5)
    plain.stop()
    check(held.finish()[:5] == "task ", "the stop cut a connection")


ALL = [test_filled, test_strange_tasks, test_held_connection, test_slot_used_again, test_more_tasks_than_slots,
       test_marathon_away, test_reload_under_load, test_invalid_file, test_restart, test_stop_lets_finish]
