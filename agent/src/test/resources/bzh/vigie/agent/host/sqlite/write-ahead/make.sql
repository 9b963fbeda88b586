-- What was committed lies half in the file and half in the write-ahead log; one change was taken back.
.dbconfig no_ckpt_on_close on
PRAGMA page_size = 1024;
PRAGMA journal_mode = wal;
PRAGMA wal_autocheckpoint = 0;
CREATE TABLE t (a TEXT, b);
INSERT INTO t VALUES ('in the file', 1), ('changed later', 2);
PRAGMA wal_checkpoint(TRUNCATE);
UPDATE t SET b = 22 WHERE b = 2;
INSERT INTO t VALUES ('only in the log', 3);
CREATE TABLE made_in_the_log (x);
INSERT INTO made_in_the_log VALUES (printf('%.2500c', 'v'));
.output expected.txt
SELECT 'made_in_the_log', rowid, quote(x) FROM made_in_the_log;
SELECT 't', rowid, quote(a), quote(b) FROM t ORDER BY rowid;
.output stdout
PRAGMA cache_size = 1;
PRAGMA cache_spill = 1;
BEGIN;
INSERT INTO t SELECT printf('%.900c', 'x'), value FROM generate_series(100, 160);
ROLLBACK;
