-- What a person states may be about something that has a name in a commune and no agent: an expected host, a usual user.
ALTER TABLE attestation ADD COLUMN commune TEXT;
ALTER TABLE attestation ADD COLUMN name TEXT;
