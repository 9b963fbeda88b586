-- Rows that go on in overflow pages, on the smallest pages there are, some bytes of each page unused.
PRAGMA page_size = 512;
.filectrl reserve_bytes 8
CREATE TABLE packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL, name TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
INSERT INTO packages (blob, name) SELECT CAST(substr(replace(hex(zeroblob(2000)), '0', 'ab'), 1, i * i * 7) AS BLOB), 'p' || i FROM n;
DELETE FROM packages WHERE hnum % 5 = 0;
.output expected.txt
SELECT 'packages', hnum, 'NULL', quote(blob), quote(name) FROM packages ORDER BY hnum;
SELECT 'sqlite_sequence', rowid, quote(name), quote(seq) FROM sqlite_sequence;
