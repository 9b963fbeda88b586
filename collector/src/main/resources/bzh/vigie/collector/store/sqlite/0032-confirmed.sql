-- Whether the person said that this identity is theirs: until then it lets nobody in. Those of before counted at once.
ALTER TABLE person_identity ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 1;
