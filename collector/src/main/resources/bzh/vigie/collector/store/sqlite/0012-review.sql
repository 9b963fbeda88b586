-- What analysts decide about groups of items, and the baselines that they sign. Lines are only ever added.
CREATE TABLE review_subject (
  id        TEXT NOT NULL PRIMARY KEY,
  lineage   TEXT NOT NULL,
  publisher TEXT NOT NULL,
  fields    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE review_line (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  matter    TEXT NOT NULL,
  subject   TEXT NOT NULL REFERENCES review_subject (id),
  commune   TEXT NOT NULL,
  decision  TEXT NOT NULL,
  act       INTEGER NOT NULL,
  at_once   INTEGER NOT NULL,
  tombstone TEXT NOT NULL,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX review_by_incident ON review_line (incident, matter, subject, commune, number);
CREATE INDEX review_by_commune ON review_line (commune, matter, subject, number);
CREATE INDEX review_reopened ON review_line (incident, written) WHERE decision = 'REOPENED';

CREATE TABLE baseline (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  hosts    TEXT NOT NULL,
  approved INTEGER NOT NULL,
  digest   BLOB NOT NULL,
  up_to    INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX baseline_by_commune ON baseline (commune, incident);

CREATE TRIGGER review_subject_never_changes BEFORE UPDATE ON review_subject BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER review_subject_never_shrinks BEFORE DELETE ON review_subject BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER review_line_never_changes BEFORE UPDATE ON review_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER review_line_never_shrinks BEFORE DELETE ON review_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER baseline_never_changes BEFORE UPDATE ON baseline BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER baseline_never_shrinks BEFORE DELETE ON baseline BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
