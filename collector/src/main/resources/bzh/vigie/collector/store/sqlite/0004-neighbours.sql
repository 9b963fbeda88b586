-- Machines that hosts saw. An address, a MAC address or a name that is not known is empty, so that they are part of the key.
CREATE TABLE neighbour (
  agent      INTEGER NOT NULL REFERENCES agent,
  origin     TEXT NOT NULL,
  address    BLOB NOT NULL,
  mac        BLOB NOT NULL,
  name       TEXT NOT NULL,
  commune    TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL,
  PRIMARY KEY (agent, origin, address, mac, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX neighbour_by_commune ON neighbour (commune, first_seen);
CREATE INDEX neighbour_by_age ON neighbour (last_seen);
CREATE INDEX neighbour_by_host ON neighbour (agent, origin, last_seen);

-- How many rows a commune has, and how many there was no room for.
CREATE TABLE neighbour_tally (
  commune      TEXT NOT NULL PRIMARY KEY,
  known        INTEGER NOT NULL,
  refused      INTEGER NOT NULL,
  last_refused INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER neighbour_is_counted AFTER INSERT ON neighbour BEGIN
  INSERT INTO neighbour_tally VALUES (NEW.commune, 1, 0, 0) ON CONFLICT (commune) DO UPDATE SET known = known + 1;
END;
CREATE TRIGGER neighbour_is_counted_off AFTER DELETE ON neighbour BEGIN
  UPDATE neighbour_tally SET known = known - 1 WHERE commune = OLD.commune;
END;

-- Machines that an analyst said no agent could watch, by the key that they are shown with.
CREATE TABLE exempted_machine (
  commune TEXT NOT NULL,
  machine TEXT NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (commune, machine)
) STRICT, WITHOUT ROWID;
