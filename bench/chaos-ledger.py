"""The list of facts that bench/chaos.sh keeps, held against what the collector says. Nothing of Vigie's is used but its commands' JSON lines.

chaos-ledger.py arrived EVENTS NUMBER…        ends with 0 where a file of cron and a logon of each number are there
chaos-ledger.py check FOLDER ROUND SECONDS    prints the row of a round and ends with 1 where it is not as it must be
chaos-ledger.py head | sums FOLDER            the row above all, and what stands below them"""

import collections
import datetime
import json
import os
import re
import sys

FACT = re.compile(r"fact-(\d{5})")
WORDS = ["recurrence-observed", "not-verifiable", "not-observed-coverage-insufficient", "not-observed-coverage-sufficient"]
COLUMNS = "%-26s %8s %7s %6s %8s %5s %5s  %s"
Fact = collections.namedtuple("Fact", "number what host at round must")


def lines(path):
    with open(path, encoding="utf-8") as text:
        return [json.loads(line) for line in text if line.startswith("{")]


def found(path):
    """How often each fact is there: (number, what) to ids of events."""
    there = collections.defaultdict(list)
    for event in lines(path):
        fields = event["fields"]
        if fields.get("location") == "linux.cron.d" and FACT.search(fields.get("name", "")):
            what = {"added": "cron", "removed": "gone"}.get(fields.get("change"))
            number = FACT.search(fields["name"])
        else:
            what = "logon" if fields.get("kind") == "logon" and fields.get("action") == "logon" else None
            number = FACT.fullmatch(fields.get("account", fields.get("User", "")))
        if what and number:
            there[int(number[1]), what].append(event["id"])
    return there


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def holes(folder):
    """Gaps that were told, of each host: of a time of which nothing was told yet none is."""
    told = collections.defaultdict(list)
    for row in lines(os.path.join(folder, "coverage.jsonl")):
        if row["kind"] == "coverage-hole" and row["cause"] not in ("untold", "not-enrolled"):
            told[row["hostname"]].append((seconds(row["from"]) - 5, seconds(row["to"]) + 5, row["source"], row["cause"]))
    return told


def explains(hole, fact):
    of_source = {"cron": "persistence", "gone": "persistence", "logon": "logon"}[fact.what]
    return hole[0] <= fact.at <= hole[1] and (hole[2] == "agent" or of_source in hole[2])


def conclusion(folder, host):
    rows = lines(os.path.join(folder, host + ".conclusion.jsonl"))
    word = next(row["word"] for row in rows if row["kind"] == "conclusion")
    return word, {row["criterion"] for row in rows if row["kind"] == "criterion" and row["state"] != "met"}


def check(folder, name, took):
    facts = []
    with open(os.path.join(folder, "facts"), encoding="utf-8") as text:
        for line in text:
            number, what, host, at, of_round, must = line.rstrip("\n").split("\t")
            facts.append(Fact(int(number), what, host, int(at), of_round, must))
    there = found(os.path.join(folder, "events.jsonl"))
    told = holes(folder)
    here = [fact for fact in facts if fact.round == name]
    once = sum(len(there[fact.number, fact.what]) == 1 for fact in here)
    doubled = [fact for fact in facts if len(there[fact.number, fact.what]) > 1]
    missing = [fact for fact in here if fact.must == "must" and not there[fact.number, fact.what]]
    lost = [fact for fact in missing if not any(explains(hole, fact) for hole in told[fact.host])]
    gaps = {hole[:2] for hole in told["poste"]}
    word, lacks = conclusion(folder, "poste")
    other, others = conclusion(folder, "temoin")
    falsely = sorted(others - lacks) + ([f"{word} instead of {other}"] if WORDS.index(word) > WORDS.index(other) else [])
    print(COLUMNS % (name, sum(fact.must == "must" for fact in here), once, len(doubled), len(lost), len(gaps), took + " s", word), flush=True)
    for title, each in (("doubled", doubled), ("lost", lost), ("missing, as a gap says", [fact for fact in missing if fact not in lost])):
        if each:
            print("    %s: %s" % (title, ", ".join(f"{fact.what} {fact.number} of {fact.host}" for fact in each[:12])), flush=True)
    if falsely:
        print("    false conclusion: %s" % ", ".join(falsely), flush=True)
    with open(os.path.join(folder, "sums"), "a", encoding="utf-8") as text:
        text.write(json.dumps([len(here), len(lost), len(doubled), bool(falsely)]) + "\n")
    return 1 if lost or doubled or falsely else 0


def sums(folder):
    rows = []
    with open(os.path.join(folder, "sums"), encoding="utf-8") as text:
        rows = [json.loads(line) for line in text]
    facts, lost, doubled, falsely = (sum(column) for column in zip(*rows))
    print(f"{len(rows)} rounds, {facts} facts: lost {lost}, doubled {doubled}, false conclusions {falsely}")
    return 1 if lost or doubled or falsely else 0


def main(command, *arguments):
    if command == "head":
        print(COLUMNS % ("fault", "planted", "once", "twice", "lost", "gaps", "", "conclusion"), flush=True)
        return 0
    if command == "arrived":
        there = found(arguments[0])
        return 0 if all(there[int(number), what] for number in arguments[1:] for what in ("cron", "logon")) else 1
    return {"check": check, "sums": sums}[command](*arguments)


sys.exit(main(*sys.argv[1:]))
