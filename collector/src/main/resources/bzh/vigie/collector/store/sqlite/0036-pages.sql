-- What pages of a whole region read is found by an index.

-- Hosts, counted by commune from the index alone.
DROP INDEX IF EXISTS host_present;
CREATE INDEX host_present ON host (state, commune, connected, last_seen, enrolled);

-- Open alerts of some communes, the newest first.
CREATE INDEX alert_open_of_commune ON alert (commune, sequence) WHERE status <> 'CLOSED' AND status <> 'EXCEPTED';
