-- Of an export of Microsoft 365 or Entra: which rows were refused and why, and whether what is kept of it stands for more that is alike.
ALTER TABLE cloud_export ADD COLUMN summed INTEGER NOT NULL DEFAULT 0;

CREATE TABLE cloud_refused (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  list    INTEGER NOT NULL REFERENCES witness_list,
  reason  TEXT NOT NULL,
  total   INTEGER NOT NULL,
  numbers TEXT NOT NULL
) STRICT;
CREATE INDEX cloud_refused_by_list ON cloud_refused (list, number);

CREATE TRIGGER cloud_refused_never_changes BEFORE UPDATE ON cloud_refused BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_refused_never_shrinks BEFORE DELETE ON cloud_refused BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- An incident's own indicator in an export is told as a recurrence: it is an alert of that indicator all the same.
DROP INDEX alert_by_indicator;
CREATE INDEX alert_by_indicator ON alert (json_extract(evidence, '$.indicator_id'), sequence, commune)
  WHERE json_extract(evidence, '$.indicator_id') IS NOT NULL;
