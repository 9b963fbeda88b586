-- Exports of devices that no agent watches. Only ever added: of those of one name the last counts.
CREATE TABLE witness_list (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  name     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  sha256   TEXT NOT NULL,
  lines    INTEGER NOT NULL,
  unread   INTEGER NOT NULL,
  first    INTEGER,
  last     INTEGER,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX witness_list_by_incident ON witness_list (incident, number);

CREATE TABLE witness_row (
  list        INTEGER NOT NULL REFERENCES witness_list,
  line        INTEGER NOT NULL,
  seen        INTEGER NOT NULL,
  account     TEXT NOT NULL,
  source      TEXT NOT NULL,
  destination TEXT NOT NULL,
  host        TEXT NOT NULL,
  outcome     TEXT NOT NULL,
  PRIMARY KEY (list, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX witness_row_by_source ON witness_row (source, seen);
CREATE INDEX witness_row_by_destination ON witness_row (destination, seen);
CREATE INDEX witness_row_by_host ON witness_row (host, seen);

CREATE TRIGGER witness_list_never_changes BEFORE UPDATE ON witness_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER witness_list_never_shrinks BEFORE DELETE ON witness_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER witness_row_never_changes BEFORE UPDATE ON witness_row BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER witness_row_never_shrinks BEFORE DELETE ON witness_row BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
