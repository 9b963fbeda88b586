-- The last full pass of each agent, and when the last one began that found everything as it is stored (micros; 0: none did).
CREATE TABLE inventory_pass (
    agent     INTEGER PRIMARY KEY REFERENCES agent,
    began     INTEGER NOT NULL,
    received  INTEGER NOT NULL,
    word      TEXT    NOT NULL,
    confirmed INTEGER NOT NULL
) STRICT;
