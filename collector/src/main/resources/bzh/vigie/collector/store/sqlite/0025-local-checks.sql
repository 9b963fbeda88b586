-- Which watchlist each host checks by itself, as it told last, and the last sweep with it.
CREATE TABLE local_check (
  host          TEXT PRIMARY KEY,
  commune       TEXT NOT NULL,
  list          TEXT NOT NULL,
  entries       INTEGER NOT NULL,
  taken         INTEGER NOT NULL,
  swept         INTEGER,
  items         INTEGER,
  places        INTEGER,
  unread_places INTEGER,
  untold        INTEGER
) STRICT, WITHOUT ROWID;
