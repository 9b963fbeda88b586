-- Incidents. Lines are only ever added: of those about one thing the last counts. Scopes look at the column commune.
CREATE TABLE incident (
  id     TEXT NOT NULL PRIMARY KEY,
  title  TEXT NOT NULL,
  opened INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_commune (
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL,
  PRIMARY KEY (incident, commune)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_by_commune ON incident_commune (commune, incident);

CREATE TABLE incident_phase (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  phase    TEXT NOT NULL,
  since    INTEGER,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX phase_by_incident ON incident_phase (incident, number);

-- Without a host it is about all that have no line of their own. Without a start it takes back what was said before.
CREATE TABLE incident_eviction (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  host     TEXT,
  start    INTEGER,
  finish   INTEGER,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX eviction_by_incident ON incident_eviction (incident, number);

CREATE TABLE incident_watch (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  days     INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX watch_by_incident ON incident_watch (incident, number);

CREATE TABLE incident_device (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  commune   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  addresses TEXT NOT NULL,
  name      TEXT NOT NULL,
  declared  INTEGER NOT NULL,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX device_by_incident ON incident_device (incident, number);

CREATE TABLE host_list (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  name     TEXT NOT NULL,
  origin   TEXT NOT NULL,
  hosts    INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX host_list_by_incident ON host_list (incident, number);

CREATE TABLE expected_host (
  list    INTEGER NOT NULL REFERENCES host_list,
  place   INTEGER NOT NULL,
  name    TEXT NOT NULL,
  role    TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  PRIMARY KEY (list, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER incident_never_changes BEFORE UPDATE ON incident BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_never_shrinks BEFORE DELETE ON incident BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER incident_commune_never_changes BEFORE UPDATE ON incident_commune BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_commune_never_shrinks BEFORE DELETE ON incident_commune BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER incident_phase_never_changes BEFORE UPDATE ON incident_phase BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_phase_never_shrinks BEFORE DELETE ON incident_phase BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER incident_eviction_never_changes BEFORE UPDATE ON incident_eviction BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_eviction_never_shrinks BEFORE DELETE ON incident_eviction BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER incident_watch_never_changes BEFORE UPDATE ON incident_watch BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_watch_never_shrinks BEFORE DELETE ON incident_watch BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER incident_device_never_changes BEFORE UPDATE ON incident_device BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_device_never_shrinks BEFORE DELETE ON incident_device BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER host_list_never_changes BEFORE UPDATE ON host_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER host_list_never_shrinks BEFORE DELETE ON host_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

CREATE TRIGGER expected_host_never_changes BEFORE UPDATE ON expected_host BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER expected_host_never_shrinks BEFORE DELETE ON expected_host BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
