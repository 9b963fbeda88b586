-- A tree of several levels, with holes where rows were deleted.
PRAGMA page_size = 512;
CREATE TABLE log (line TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
INSERT INTO log SELECT 'line ' || i FROM n;
DELETE FROM log WHERE rowid BETWEEN 400 AND 900;
INSERT INTO log (rowid, line) VALUES (500, 'again');
.output expected.txt
SELECT 'log', rowid, quote(line) FROM log ORDER BY rowid;
