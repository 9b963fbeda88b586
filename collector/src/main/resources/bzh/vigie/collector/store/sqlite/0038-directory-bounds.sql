-- How many accounts of a domain are kept is counted as they come and go, and each goes some time after it was told last.
ALTER TABLE directory_reading ADD COLUMN accounts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE directory_account ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
UPDATE directory_reading SET accounts =
  (SELECT count(*) FROM directory_account a WHERE a.commune = directory_reading.commune AND a.domain = directory_reading.domain);
UPDATE directory_account SET told = coalesce(
  (SELECT ended FROM directory_reading r WHERE r.commune = directory_account.commune AND r.domain = directory_account.domain), 0);
CREATE INDEX directory_account_told ON directory_account (told);

CREATE TRIGGER directory_account_comes AFTER INSERT ON directory_account BEGIN
  UPDATE directory_reading SET accounts = accounts + 1 WHERE commune = NEW.commune AND domain = NEW.domain;
END;
CREATE TRIGGER directory_account_goes AFTER DELETE ON directory_account BEGIN
  UPDATE directory_reading SET accounts = accounts - 1 WHERE commune = OLD.commune AND domain = OLD.domain;
END;

-- Only krbtgt's own passwords are looked at.
DELETE FROM directory_key WHERE sid NOT LIKE '%-502';
