-- When a day of a user was told first, by the collector's clock: it stands in the ledger's entry of that time. Not known of older ones.
ALTER TABLE user_day ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
