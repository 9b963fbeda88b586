-- What persons state about an incident; without a host it is about the whole. Without an answer it takes back what was said before.
CREATE TABLE attestation (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  statement TEXT NOT NULL,
  host      TEXT,
  answer    TEXT,
  proof     TEXT NOT NULL,
  until     INTEGER,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX attestation_by_incident ON attestation (incident, number);
CREATE TRIGGER attestation_never_changes BEFORE UPDATE ON attestation BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER attestation_never_shrinks BEFORE DELETE ON attestation BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
