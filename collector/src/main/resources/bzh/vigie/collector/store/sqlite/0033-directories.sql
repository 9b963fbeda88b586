-- Which agent reads the directory of a domain; its locations lie in that agent's inventory.
CREATE TABLE directory (
  commune TEXT NOT NULL,
  domain  TEXT NOT NULL,
  reader  TEXT NOT NULL,
  since   INTEGER NOT NULL,
  PRIMARY KEY (commune, domain)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX directory_reader ON directory (reader);
