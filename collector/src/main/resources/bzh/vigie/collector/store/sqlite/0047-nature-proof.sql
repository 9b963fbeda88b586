-- What shows that a recurrence is what an analyst says; none in lines of before, which the ledger holds without it.
ALTER TABLE recurrence_nature ADD COLUMN proof TEXT;
