-- The name of a saved search is its author's own. What was kept before was seen by all who see every commune: it stays shared.
CREATE TABLE search_of (
  author  TEXT NOT NULL,
  name    TEXT NOT NULL,
  query   TEXT NOT NULL,
  shared  INTEGER NOT NULL,
  written INTEGER NOT NULL,
  PRIMARY KEY (author, name)
) STRICT, WITHOUT ROWID;
INSERT INTO search_of (author, name, query, shared, written) SELECT author, name, query, 1, written FROM saved_search;
DROP TABLE saved_search;
ALTER TABLE search_of RENAME TO saved_search;
