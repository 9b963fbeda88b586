-- Queries over the event history that people keep.
CREATE TABLE saved_search (
  name    TEXT PRIMARY KEY,
  query   TEXT NOT NULL,
  author  TEXT NOT NULL,
  written INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
