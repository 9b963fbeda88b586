-- What analysts marked as the attacker's, and what they say of what was seen again. Lines are only ever added.
CREATE TABLE tombstone (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT NOT NULL UNIQUE,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  host     TEXT,
  key      TEXT NOT NULL,
  fields   TEXT NOT NULL,
  marked   INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstone_by_incident ON tombstone (incident, number);

CREATE TABLE tombstone_line (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  tombstone TEXT NOT NULL REFERENCES tombstone (id),
  standing  INTEGER NOT NULL,
  removal   INTEGER,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX line_by_tombstone ON tombstone_line (tombstone, number);

CREATE TABLE recurrence_nature (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  alert   TEXT NOT NULL,
  nature  TEXT NOT NULL,
  written INTEGER NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT;
CREATE INDEX nature_by_alert ON recurrence_nature (alert, number);

-- Alerts that are possible recurrences, by their incident.
CREATE INDEX recurrence_by_incident ON alert (json_extract(evidence, '$.incident'), sequence)
  WHERE rule IN ('vigie-return', 'vigie-suspected-return', 'vigie-not-removed');

CREATE TRIGGER tombstone_never_changes BEFORE UPDATE ON tombstone BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER tombstone_never_shrinks BEFORE DELETE ON tombstone BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER tombstone_line_never_changes BEFORE UPDATE ON tombstone_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER tombstone_line_never_shrinks BEFORE DELETE ON tombstone_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER recurrence_nature_never_changes BEFORE UPDATE ON recurrence_nature BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER recurrence_nature_never_shrinks BEFORE DELETE ON recurrence_nature BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
