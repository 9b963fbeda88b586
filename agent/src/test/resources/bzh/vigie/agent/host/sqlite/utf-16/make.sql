-- Text in another encoding.
PRAGMA encoding = 'UTF-16le';
CREATE TABLE "Ünï" ("prénom" TEXT);
INSERT INTO "Ünï" VALUES ('Gwenaël'), ('日本'), ('🙂');
.output expected.txt
SELECT 'Ünï', rowid, quote("prénom") FROM "Ünï";
