-- Exports of Microsoft 365 and Entra: how many rows each has, what of them is judged, and which operations nobody judges. Only ever added.
CREATE TABLE cloud_export (
  number   INTEGER PRIMARY KEY REFERENCES witness_list,
  total    INTEGER NOT NULL,
  sign_ins INTEGER NOT NULL
) STRICT;

CREATE TABLE cloud_record (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  list       INTEGER NOT NULL REFERENCES witness_list,
  line       INTEGER NOT NULL,
  seen       INTEGER NOT NULL,
  operation  TEXT NOT NULL,
  account    TEXT NOT NULL,
  source     TEXT NOT NULL,
  object     TEXT NOT NULL,
  detail     TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  outcome    TEXT NOT NULL
) STRICT;
CREATE INDEX cloud_record_by_list ON cloud_record (list, number);

CREATE TABLE cloud_operation (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  list      INTEGER NOT NULL REFERENCES witness_list,
  operation TEXT NOT NULL,
  total     INTEGER NOT NULL
) STRICT;
CREATE INDEX cloud_operation_by_list ON cloud_operation (list, number);

CREATE TRIGGER cloud_export_never_changes BEFORE UPDATE ON cloud_export BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_export_never_shrinks BEFORE DELETE ON cloud_export BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_record_never_changes BEFORE UPDATE ON cloud_record BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_record_never_shrinks BEFORE DELETE ON cloud_record BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_operation_never_changes BEFORE UPDATE ON cloud_operation BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_operation_never_shrinks BEFORE DELETE ON cloud_operation BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
