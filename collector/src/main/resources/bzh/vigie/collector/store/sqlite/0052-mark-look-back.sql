-- Marks for which the events of a commune were looked through that came before them. One that is missing is looked for by the running collector:
-- after a restart, and where an incident is found to concern another commune.
CREATE TABLE tombstone_look_back (
  commune   TEXT NOT NULL,
  tombstone TEXT NOT NULL REFERENCES tombstone (id),
  written   INTEGER NOT NULL,
  PRIMARY KEY (commune, tombstone)
) STRICT, WITHOUT ROWID;
