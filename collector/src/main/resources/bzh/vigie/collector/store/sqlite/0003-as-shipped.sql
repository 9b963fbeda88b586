-- Items of a place with masses of them that are as their package shipped them: counted, not told one by one.
ALTER TABLE location_status ADD COLUMN shipped_items INTEGER;
ALTER TABLE location_status ADD COLUMN shipped_digest BLOB;
