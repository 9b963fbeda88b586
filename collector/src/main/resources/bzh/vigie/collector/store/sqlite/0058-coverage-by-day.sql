-- What the ledger says of coverage: rows by the day (of 1970) on which they were written, and never changed after it. None for older rows, and for
-- stretches of locations that were read, which go on for as long as a boot.
ALTER TABLE coverage ADD COLUMN day INTEGER;
CREATE INDEX coverage_by_day ON coverage (agent, day) WHERE day IS NOT NULL;
ALTER TABLE gap ADD COLUMN day INTEGER;
-- The host's clock minus the collector's when it was told, so that a loss stays where it was.
ALTER TABLE loss ADD COLUMN skew_micros INTEGER;
