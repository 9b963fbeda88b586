#!/usr/bin/env python3
"""Lines of ordinary changes for the drill (installers/src/test/resources/drill/ordinary.txt) out of what Debian packages configure.

    bench/ordinary-changes.py KEPT

KEPT is the folder that bench/benign-words.sh keeps what it extracted in. Of unit files, cron lines, autostarts, udev rules, daily scripts and
hooks of apt only the command is taken; which ones is drawn with a fixed seed.
"""
import os
import random
import re
import sys


def first(lines, wanted):
    return next((line.strip() for line in lines if wanted(line) and not line.rstrip().endswith("\\") and len(line) < 250), "")


def change(path, package, file, text):
    lines = text.splitlines()
    if re.search(r"systemd/system/[^/@]+\.service$", path):
        start = first(lines, lambda line: line.startswith("ExecStart="))[10:]
        variable = first(lines, lambda line: line.startswith("Environment="))
        if start and "|" not in start + variable:
            return "unit", f"unit {file[:-8]} | {start}" + (f" | {variable}" if variable else "")
    if "/etc/cron.d/" in path:
        line = first(lines, lambda line: re.match(r"[\d*@]", line))
        return "cron line", f"cron {package} | {line}" if line else ""
    if "/etc/xdg/autostart/" in path:
        start = first(lines, lambda line: line.startswith("Exec="))
        return "autostart", f"put /etc/xdg/autostart/{file} | [Desktop Entry]\\nType=Application\\nName={file[:-8]}\\n{start}" if start else ""
    if "/udev/rules.d/" in path:
        line = first(lines, lambda line: re.search(r"^[^#]*(RUN\+?=|PROGRAM=)", line))
        return "udev rule", f"put /etc/udev/rules.d/{file} | {line}" if line else ""
    if "/etc/cron.daily/" in path or "/etc/cron.weekly/" in path:
        some = [line.strip() for line in lines if line.strip() and not line.startswith("#")][:6]
        if some and "\\" not in "".join(some):
            return "script", f"put {path[path.index('/etc'):]} | #!/bin/sh\\n" + "\\n".join(some)
    if "/etc/apt/apt.conf.d/" in path:
        line = first(lines, lambda line: re.match(r"[^/#]*::[^{]*Invoke *\{.*\}", line))
        return "hook of apt", f"put /etc/apt/apt.conf.d/{file} | {line}" if line else ""
    return "", ""


MOST = {"unit": 230, "cron line": 25, "autostart": 25, "udev rule": 15, "script": 15, "hook of apt": 5}
found = {kind: [] for kind in MOST}
for package in sorted(os.listdir(sys.argv[1])):
    for folder, _, files in os.walk(os.path.join(sys.argv[1], package)):
        for file in sorted(files):
            path = os.path.join(folder, file)
            try:
                with open(path, encoding="utf-8") as opened:
                    kind, line = change(path, package, file, opened.read())
            except (OSError, UnicodeDecodeError):
                continue
            if line:
                found[kind].append(f"{kind} of a Debian package | {line}")
draw = random.Random(7)
for kind, lines in found.items():
    print("\n".join(sorted(draw.sample(lines, min(len(lines), MOST[kind])))))
