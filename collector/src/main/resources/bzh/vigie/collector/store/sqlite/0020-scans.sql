-- Files of agent scan, from seized disks and from hosts that have an agent. Only ever added; taking one back is a line.
CREATE TABLE disk_scan (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  incident     TEXT NOT NULL REFERENCES incident,
  commune      TEXT NOT NULL,
  host         TEXT NOT NULL,
  enrolled     INTEGER NOT NULL,
  name         TEXT NOT NULL,
  as_of        INTEGER NOT NULL,
  other_media  INTEGER NOT NULL,
  sha256       TEXT NOT NULL,
  reader       TEXT NOT NULL,
  os           TEXT NOT NULL,
  catalogue    TEXT NOT NULL,
  items        INTEGER NOT NULL,
  places       INTEGER NOT NULL,
  refused      INTEGER NOT NULL,
  hidden       INTEGER,
  untold       INTEGER,
  otherwise    INTEGER,
  not_compared INTEGER,
  named        TEXT NOT NULL,
  bytes        INTEGER NOT NULL,
  written      INTEGER NOT NULL,
  author       TEXT NOT NULL,
  reason       TEXT NOT NULL
) STRICT;
CREATE INDEX disk_scan_by_incident ON disk_scan (incident, number);

-- The file, deflated, in parts.
CREATE TABLE disk_scan_part (
  scan     INTEGER NOT NULL REFERENCES disk_scan,
  place    INTEGER NOT NULL,
  deflated BLOB NOT NULL,
  PRIMARY KEY (scan, place)
) STRICT;

CREATE TABLE disk_scan_line (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  scan    INTEGER NOT NULL REFERENCES disk_scan,
  written INTEGER NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT;
CREATE INDEX disk_scan_line_by_scan ON disk_scan_line (scan);

CREATE TRIGGER disk_scan_never_changes BEFORE UPDATE ON disk_scan BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER disk_scan_never_shrinks BEFORE DELETE ON disk_scan BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER disk_scan_part_never_changes BEFORE UPDATE ON disk_scan_part BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER disk_scan_part_never_shrinks BEFORE DELETE ON disk_scan_part BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER disk_scan_line_never_changes BEFORE UPDATE ON disk_scan_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER disk_scan_line_never_shrinks BEFORE DELETE ON disk_scan_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
