-- Every kind of value, and names of columns in every way of quoting them.
CREATE TABLE kinds (id INTEGER PRIMARY KEY, "two words" TEXT, [a] /* of any kind, (even) this */, `b` DECIMAL(10, 2), -- c
  c BLOB DEFAULT (x'00'), UNIQUE (a, b), CHECK (c <> ','));
INSERT INTO kinds VALUES (1, 'Maël', NULL, 0, x'00ff'), (2, '', 1, 1, x''), (3, 'it''s', -1, -128, NULL);
INSERT INTO kinds VALUES (4, '✓', 127, 32767, x'01'), (5, 'x', -8388608, 2147483647, x'02'), (6, 'y', 140737488355327, -140737488355328, x'03');
INSERT INTO kinds VALUES (7, 'z', 9223372036854775807, -9223372036854775808, x'04'), (-5, 'below zero', 1.5, -2.25e100, x'05');
ALTER TABLE kinds ADD COLUMN later TEXT;
INSERT INTO kinds VALUES (9000000000, 'far', 2, 3, x'06', 'here');
CREATE TABLE unused (a TEXT);
CREATE INDEX by_b ON kinds (b);
CREATE VIEW seen AS SELECT a FROM kinds;
CREATE TABLE gone (a); INSERT INTO gone VALUES (1); DROP TABLE gone;
.output expected.txt
SELECT 'kinds', id, 'NULL', quote("two words"), quote(a), quote(b), quote(c) FROM kinds WHERE id < 9000000000 ORDER BY id;
SELECT 'kinds', id, 'NULL', quote("two words"), quote(a), quote(b), quote(c), quote(later) FROM kinds WHERE id = 9000000000;
