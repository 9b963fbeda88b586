-- Where an account of some name was used is asked by people.
CREATE INDEX account_use_by_account ON account_use (account, commune, domain, host);
