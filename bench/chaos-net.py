"""A bad network for bench/chaos.sh; what it does wrong stands in the file RULES, which is read anew when it changes.

chaos-net.py line NAME RULES      two TUN devices, NAME-a and NAME-b: what is sent into one comes out of the other. Rules: `down`, `loss=0.1`,
                                  `delay=0.05` and `jitter=0.2` (seconds; what jitters overtakes), `copy=0.05` (sent twice).
chaos-net.py proxy ADDRESS:PORT RULES   a proxy that knows CONNECT alone, to that address whatever name is asked for: names are known to hosts only.
                                        Rule: `cut=N`, a connection ends after up to N bytes."""

import fcntl
import heapq
import os
import random
import select
import socket
import struct
import sys
import threading
import time


class Rules:
    """Numbers by name; a name alone is 1, what is not there is 0."""

    def __init__(self, path):
        self.path, self.text, self.read_at, self.values = path, None, 0.0, {}

    def of(self, name):
        if time.monotonic() - self.read_at > 0.1:
            self.read_at = time.monotonic()
            try:
                text = open(self.path, encoding="ascii").read()
            except OSError:
                text = ""
            if text != self.text:
                self.text = text
                pairs = (word.partition("=") for word in text.split())
                self.values = {key: float(value or 1) for key, _, value in pairs}
        return self.values.get(name, 0.0)


def tun(name):
    TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000  # linux/if_tun.h
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def line(name, rules):
    ends = [tun(name + "-a"), tun(name + "-b")]
    print("ready", flush=True)
    waiting, number = [], 0
    while True:
        pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        for end in select.select(ends, [], [], pause)[0]:
            packet = os.read(end, 65536)
            other = ends[1] if end == ends[0] else ends[0]
            if rules.of("down") or random.random() < rules.of("loss"):
                continue
            for _ in range(2 if random.random() < rules.of("copy") else 1):
                number += 1
                due = time.monotonic() + rules.of("delay") + random.random() * rules.of("jitter")
                heapq.heappush(waiting, (due, number, other, packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, other, packet = heapq.heappop(waiting)
            try:
                os.write(other, packet)
            except OSError:
                pass  # the other end is not up, or full: lost, as on any line


def carry(client, address, rules):
    """One connection, until either side or a cut ends it."""
    server = None
    try:
        head = b""
        while b"\r\n\r\n" not in head and len(head) < 8192:
            more = client.recv(1024)
            if not more:
                return
            head += more
        port = head.split(b" ")[1].decode("ascii").rpartition(":")[2]
        server = socket.create_connection((address, int(port)), 10)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        left = random.randrange(1, int(rules.of("cut")) + 1) if rules.of("cut") else None
        while True:
            for end in select.select([client, server], [], [], 1)[0]:
                part = end.recv(16384)
                if not part:
                    return
                if left is not None:
                    part, left = part[:left], left - len(part)
                (server if end is client else client).sendall(part)
                if left is not None and left <= 0:
                    return
            if left is None and rules.of("cut"):
                return
    except (OSError, ValueError, IndexError):
        return
    finally:
        client.close()
        if server is not None:
            server.close()


def proxy(address, rules):
    host, _, port = address.rpartition(":")
    listening = socket.create_server((host, int(port)), backlog=16)
    print("ready", flush=True)
    while True:
        client, _ = listening.accept()
        threading.Thread(target=carry, args=(client, host, rules), daemon=True).start()


{"line": line, "proxy": proxy}[sys.argv[1]](sys.argv[2], Rules(sys.argv[3]))
