-- How far the host's clock was ahead when a stretch was told, microseconds; of older ones it is not known.
ALTER TABLE coverage ADD COLUMN skew_micros INTEGER;

-- Names that an agent called its host by before, and when it called it otherwise for the first time.
CREATE TABLE host_former_name (
  host    TEXT NOT NULL REFERENCES host,
  name    TEXT NOT NULL,
  dropped INTEGER NOT NULL,
  PRIMARY KEY (host, name)
) STRICT, WITHOUT ROWID;

-- Which expected host an agent is, as an analyst says; without a name it takes back what was said before.
CREATE TABLE host_identity (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  host     TEXT NOT NULL,
  name     TEXT,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX identity_by_incident ON host_identity (incident, number);
CREATE TRIGGER host_identity_never_changes BEFORE UPDATE ON host_identity BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER host_identity_never_shrinks BEFORE DELETE ON host_identity BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
