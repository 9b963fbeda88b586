-- Whose word it is what is known of a directory: lines of the agent that read it and the controller that was asked. Of what stands there,
-- and of the reading that goes on.
ALTER TABLE directory_reading ADD COLUMN tellers TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_reading ADD COLUMN reading_tellers TEXT NOT NULL DEFAULT '';
UPDATE directory_reading SET tellers = coalesce(
  (SELECT d.reader FROM directory d WHERE d.commune = directory_reading.commune AND d.domain = directory_reading.domain), '')
  || ' ' || controller;
UPDATE directory_reading SET reading_tellers = tellers;

-- Likewise of each password of krbtgt. Of those of before it is known who told them where nobody else was chosen meanwhile; the controller is not.
CREATE TABLE directory_word (
  commune      TEXT NOT NULL,
  domain       TEXT NOT NULL,
  sid          TEXT NOT NULL,
  password_set INTEGER NOT NULL,
  version      INTEGER NOT NULL,
  reader       TEXT NOT NULL,
  controller   TEXT NOT NULL,
  first_seen   INTEGER NOT NULL,
  last_seen    INTEGER NOT NULL,
  PRIMARY KEY (commune, domain, sid, password_set, version, reader, controller)
) STRICT, WITHOUT ROWID;
INSERT INTO directory_word
  SELECT commune, domain, sid, password_set, version, coalesce(
    (SELECT d.reader FROM directory d WHERE d.commune = k.commune AND d.domain = k.domain AND d.since <= k.first_seen), ''),
    '', first_seen, last_seen FROM directory_key k;
DROP TABLE directory_key;
ALTER TABLE directory_word RENAME TO directory_key;
