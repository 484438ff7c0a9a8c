"""What the routes do: names, networks, passwords, certificates, redirects, checks."""
import base64
import shutil
import ssl
import subprocess

from client import check, get, servers, status, until, up

HTTPS = 18443

# What the cluster file says, read by a person.
EXPECTED = {
    **{(name, f"m{n}"): f"127.0.1.{n}:15050" for n in (1, 2, 3) for name in ("mesos.example.com",
                                                                              "posted.example.com")},
    **{("marathon.example.com", f"l{n}"): f"127.0.2.{n}:18080" for n in (1, 2)},
    **{("wide.example.com", f"m{n}"): f"127.0.4.{n}:18090" for n in (1, 2, 3)},
    **{("wiki.example.com", f"127.0.5.{n}:18100"): f"127.0.5.{n}:18100" for n in (1, 2)},
    **{("shop.example.com", f"task{n}"): "127.0.0.1:9" for n in (1, 2, 3, 4)},
}


def test_read_back(edge, **_):
    """The running process has the servers of the cluster file, and no others."""
    found = servers(edge.run)
    check(found == EXPECTED, f"servers: {sorted(found.items())}")
    states = status(edge.run)
    check(set(states) == set(EXPECTED), f"states: {states}")
    check(all(state == "MAINT" for (name, _), state in states.items()
              if name == "shop.example.com"), f"slots without tasks: {states}")


def test_names(plain, **_):
    for host in ("mesos.example.com", "MESOS.example.com", "mesos.example.com:18001", "mesos.example.com."):
        answer = get(host)
        check(answer.body == "master 1", f"{host}: {answer.status} {answer.body}")
    for host in ("other.example.com", "example.com", "mesos.example.com.evil.org", "10.88.0.1"):
        answer = get(host)
        check((answer.status, answer.body) == (404, "No route has this host name."), f"{host}: {answer.status}")
    check(get("shop.example.com").status == 503, "an app without tasks has to give 503")


def test_redirect_and_certificates(edge, work, **_):
    answer = get("mesos.example.com", "/a/b?c=d%20e", 18000)
    check((answer.status, answer.headers["Location"]) == (308, f"https://mesos.example.com:{HTTPS}/a/b?c=d%20e"),
          f"redirect: {answer.status} {answer.headers['Location']}")
    check(get("nobody.example.com", port=18000).status == 404, "an unknown name is redirected")
    for name, secret in (("mesos.example.com", "first"), ("wiki.example.com", "second")):
        answer = get("mesos.example.com", port=HTTPS, tls=name)
        check(answer.body == "master 1", f"https: {answer.status} {answer.body}")
        wanted = ssl.PEM_cert_to_DER_cert((work / f"{secret}.pem").read_text().split("-----BEGIN PRIVATE")[0])
        check(answer.certificate == wanted, f"for {name} another certificate than {secret}")


def test_forwarded(edge, plain, masters, **_):
    masters.servers[0].seen.clear()
    get("mesos.example.com", "/https", HTTPS, tls="mesos.example.com", headers={"X-Forwarded-Proto": "ftp"})
    get("mesos.example.com", "/http")
    seen = {path: headers for _, path, headers in masters.servers[0].seen if path in ("/https", "/http")}
    check(seen["/https"]["x-forwarded-proto"] == "https", f"https: {seen}")
    check(seen["/http"]["x-forwarded-proto"] == "http", f"http: {seen}")
    check(seen["/http"]["x-forwarded-for"] == "10.88.0.1", f"http: {seen}")


def test_allow_from(edge, **_):
    until(12, "Marathons up", lambda: up(edge.run, "marathon.example.com") == ["l1", "l2"])
    for source, wanted in (("10.88.0.1", 200), ("192.168.7.2", 200), ("192.168.7.5", 403), ("10.89.0.1", 403)):
        answer = get("marathon.example.com", "/ping", HTTPS, source, tls="x")
        check(answer.status == wanted, f"from {source}: {answer.status}")
    check(get("marathon.example.com", port=18000, source="10.89.0.1").status == 403, "plain HTTP from outside")


def basic(user, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_auth(edge, wiki, **_):
    def ask(headers):
        return get("wiki.example.com", port=HTTPS, tls="x", headers=headers).status

    check(ask({}) == 401, "without a password")
    for user in ("sha512", "sha256", "bcrypt"):
        check(ask(basic(user, "open sesame")) == 200, f"{user}: the right password")
        check(ask(basic(user, "open sesame ")) == 401, f"{user}: a wrong password")
    check(ask(basic("nobody", "open sesame")) == 401, "an unknown user")
    check(get("wiki.example.com", port=18000, headers=basic("sha512", "open sesame")).status == 308,
          "a password over plain HTTP")
    for server in wiki:
        check(all("authorization" not in headers for _, _, headers in server.seen), "the password is passed on")


def test_hostile_check_path(edge, wide, **_):
    """The path arrives byte for byte, and the servers on other addresses than their machines' are up."""
    until(12, "each server is asked", lambda: all(server.seen for server in wide))
    check(up(edge.run, "wide.example.com") == ["m1", "m2", "m3"], f"{status(edge.run)}")
    paths = {path for server in wide for method, path, _ in server.seen if method == "GET"}
    check(paths == {"/it's?$HOME=%22%20%23&(a)*;"}, f"checks asked for {paths}")


def test_refused_files(edge, work, **_):
    """What the start script refuses, before anything is touched."""
    people = edge.secrets / "people"
    good = people.read_text()
    for line, word in (("x:$apr1$abcdefgh$0123456789012345678901", "openssl passwd"), ("x:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=",
                       "line 1"), ("a b:$6$x$y", "name of a user"), ("x:$6$a$b\n  insecure", "line 2"), ("plain:secret", "line 1")):
        people.write_text(line + "\n")
        code, output = edge.command("check")
        check(code != 0 and word in output, f"{line!r}: {code} {output}")
    people.unlink()
    code, output = edge.command("check")
    check(code != 0 and "is missing" in output, f"no file of users: {code} {output}")
    people.write_text(good)
    (edge.secrets / "first").write_text("no certificate\n")
    code, output = edge.command("check")
    check(code != 0 and "first" in output, f"bad certificate: {code} {output}")
    shutil.copy(work / "first.pem", edge.secrets / "first")
    check(edge.command("check")[0] == 0, "the good files")


def users(work):
    """A file as htpasswd and mkpasswd write it."""
    def openssl(form):
        return subprocess.run(["openssl", "passwd", form, "open sesame"], stdout=subprocess.PIPE, text=True,
                              check=True).stdout.strip()

    lines = ["# people who may read the wiki", f"sha512:{openssl('-6')}", f"sha256:{openssl('-5')}",
             # Made by `htpasswd -nbB bcrypt 'open sesame'`.
             "bcrypt:$2y$05$cp6yvb.ZefwCgZARerrF8eiE8IswjeK6rKn4BLkb6hDQG92EV9he2"]
    file = work / "people"
    file.write_text("\n".join(lines) + "\n")
    return file


ALL = [test_read_back, test_names, test_redirect_and_certificates, test_forwarded, test_allow_from, test_auth,
       test_hostile_check_path, test_refused_files]
