-- What persons decide about alerts, and what they except: lines that are only ever added. What stands in alert follows from them. The version
-- of an alert is the number of its last line, 0 before the first.
ALTER TABLE alert ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN assignee TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN closing TEXT NOT NULL DEFAULT '';
-- The exception that hid it, by its number.
ALTER TABLE alert ADD COLUMN exception INTEGER;
-- What it is one line with, on however many hosts: alert_group.
ALTER TABLE alert ADD COLUMN grp INTEGER NOT NULL DEFAULT 0;

CREATE TABLE alert_line (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  alert    TEXT NOT NULL,
  commune  TEXT NOT NULL,
  step     TEXT NOT NULL,
  status   TEXT NOT NULL,
  assignee TEXT NOT NULL,
  closing  TEXT NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX alert_line_by_alert ON alert_line (alert, number);

-- A part that is not there is not asked for.
CREATE TABLE alert_exception (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  rule    TEXT NOT NULL,
  signer  TEXT,
  path    TEXT,
  place   TEXT,
  account TEXT,
  commune TEXT,
  host    TEXT,
  until   INTEGER NOT NULL,
  written INTEGER NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT;
CREATE INDEX alert_exception_by_rule ON alert_exception (rule, until);

-- That one ends before its time.
CREATE TABLE alert_exception_end (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  exception INTEGER NOT NULL UNIQUE REFERENCES alert_exception,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;

CREATE TRIGGER alert_line_never_changes BEFORE UPDATE ON alert_line BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;
CREATE TRIGGER alert_line_never_shrinks BEFORE DELETE ON alert_line BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;
CREATE TRIGGER alert_exception_never_changes BEFORE UPDATE ON alert_exception BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;
CREATE TRIGGER alert_exception_never_shrinks BEFORE DELETE ON alert_exception BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;
CREATE TRIGGER alert_exception_end_never_changes BEFORE UPDATE ON alert_exception_end BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;
CREATE TRIGGER alert_exception_end_never_shrinks BEFORE DELETE ON alert_exception_end BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;

-- The same thing, on however many hosts and in however many communes: a rule and, of an item, its shape, otherwise the cause without its host.
CREATE TABLE alert_group (
  number INTEGER PRIMARY KEY,
  rule   TEXT NOT NULL,
  same   TEXT NOT NULL,
  UNIQUE (rule, same)
) STRICT;

-- Of a group in a commune, and under '' everywhere: how many alerts are open, how many of them nobody looked at, and on how many hosts. Rank is
-- the gravest severity that it had, 10 more where it is about the attacker's return; newest is the sequence of the alert raised last.
CREATE TABLE alert_tally (
  grp     INTEGER NOT NULL REFERENCES alert_group,
  commune TEXT NOT NULL,
  rank    INTEGER NOT NULL,
  newest  INTEGER NOT NULL,
  open    INTEGER NOT NULL,
  fresh   INTEGER NOT NULL,
  hosts   INTEGER NOT NULL,
  PRIMARY KEY (grp, commune)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_tally_open ON alert_tally (commune, rank, newest) WHERE open > 0;

-- On which hosts an alert was seen, that of its first event among them.
CREATE TABLE alert_host (
  alert INTEGER NOT NULL,
  host  TEXT NOT NULL,
  PRIMARY KEY (alert, host)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_host_by_host ON alert_host (host, alert);

-- Of a group and a host: how many open alerts.
CREATE TABLE alert_tally_host (
  grp  INTEGER NOT NULL REFERENCES alert_group,
  host TEXT NOT NULL,
  open INTEGER NOT NULL,
  PRIMARY KEY (grp, host)
) STRICT, WITHOUT ROWID;

-- What was there before.
INSERT INTO alert_group (rule, same)
  SELECT DISTINCT rule, coalesce(json_extract(evidence, '$.shape'), replace(cause, host, '')) FROM alert;
UPDATE alert SET grp = (SELECT number FROM alert_group WHERE alert_group.rule = alert.rule
  AND same = coalesce(json_extract(alert.evidence, '$.shape'), replace(alert.cause, alert.host, '')));
INSERT INTO alert_host SELECT sequence, host FROM alert;
INSERT INTO alert_tally_host SELECT grp, host, sum(status <> 'CLOSED') FROM alert GROUP BY grp, host;
INSERT INTO alert_tally SELECT grp, commune,
    max(CASE severity WHEN 'LOW' THEN 1 WHEN 'MEDIUM' THEN 2 WHEN 'HIGH' THEN 3 WHEN 'CRITICAL' THEN 4 ELSE 0 END
      + CASE WHEN rule IN ('vigie-return', 'vigie-suspected-return', 'vigie-not-removed') THEN 10 ELSE 0 END),
    max(sequence), sum(status <> 'CLOSED'), sum(status = 'NEW'), count(DISTINCT CASE WHEN status <> 'CLOSED' THEN host END)
  FROM alert GROUP BY grp, commune;
INSERT INTO alert_tally SELECT grp, '', max(rank), max(newest), sum(open), sum(fresh), sum(hosts) FROM alert_tally GROUP BY grp;

CREATE INDEX alert_by_group ON alert (grp, sequence);
CREATE INDEX alert_by_rule ON alert (rule, sequence);
CREATE INDEX alert_by_assignee ON alert (assignee, sequence) WHERE assignee <> '';
CREATE INDEX alert_excepted ON alert (exception, cause) WHERE exception IS NOT NULL;
CREATE INDEX alert_open_newest ON alert (sequence) WHERE status <> 'CLOSED' AND status <> 'EXCEPTED';
