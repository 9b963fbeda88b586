-- On which days who logged on to which host, for what asks whether its usual users came back. Of an account that has no id the name is the
-- id. A day is days since 1970 UTC, by the collector's clock.
CREATE TABLE user_day (
  agent      INTEGER NOT NULL REFERENCES agent,
  account    TEXT NOT NULL,
  day        INTEGER NOT NULL,
  name       TEXT NOT NULL,
  first_time INTEGER NOT NULL,
  last_time  INTEGER NOT NULL,
  PRIMARY KEY (agent, account, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_day_by_age ON user_day (day);

-- What persons stated of the table by which the coverage of an incident is judged: lines that are only ever added. Without a value it takes
-- back what was said before; SIGNED is of the table as it then stood.
CREATE TABLE incident_threshold (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  threshold TEXT NOT NULL,
  value     INTEGER,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX threshold_by_incident ON incident_threshold (incident, number);
CREATE TRIGGER incident_threshold_never_changes BEFORE UPDATE ON incident_threshold BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_threshold_never_shrinks BEFORE DELETE ON incident_threshold BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
