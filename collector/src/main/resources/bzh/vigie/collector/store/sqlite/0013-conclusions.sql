-- What analysts say of conclusions that were computed. Lines are only ever added.
CREATE TABLE conclusion_line (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  decision  TEXT NOT NULL,
  word      TEXT NOT NULL,
  computed  INTEGER NOT NULL,
  digest    BLOB NOT NULL,
  statement TEXT NOT NULL,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX conclusion_by_incident ON conclusion_line (incident, number);
CREATE TRIGGER conclusion_line_never_changes BEFORE UPDATE ON conclusion_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER conclusion_line_never_shrinks BEFORE DELETE ON conclusion_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
