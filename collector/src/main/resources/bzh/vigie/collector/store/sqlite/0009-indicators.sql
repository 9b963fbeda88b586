-- The watchlist. An indicator without incident is the whole region's; times are microseconds since 1970 UTC.
CREATE TABLE indicator (
  id             TEXT NOT NULL PRIMARY KEY,
  incident       TEXT,
  type           TEXT NOT NULL,
  value          TEXT NOT NULL,
  source         TEXT NOT NULL,
  description    TEXT NOT NULL,
  tlp            TEXT NOT NULL,
  confidence     INTEGER NOT NULL,
  valid_from     INTEGER,
  valid_until    INTEGER,
  collector_only INTEGER NOT NULL,
  alerts         INTEGER NOT NULL,
  added          INTEGER NOT NULL,
  author         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX indicator_by_incident ON indicator (incident, id);

-- Grows with every change, for those who keep the list in memory.
CREATE TABLE indicator_changes (number INTEGER NOT NULL) STRICT;
INSERT INTO indicator_changes VALUES (0);
