-- Who read a directory and told nothing of it for more than a day, and when another was chosen for that.
CREATE TABLE directory_silence (
  commune TEXT NOT NULL,
  domain  TEXT NOT NULL,
  host    TEXT NOT NULL,
  left_at INTEGER NOT NULL,
  PRIMARY KEY (commune, domain, host)
) STRICT, WITHOUT ROWID;
