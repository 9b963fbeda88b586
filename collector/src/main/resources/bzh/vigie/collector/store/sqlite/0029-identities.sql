-- Whom a provider of identities vouches for, and which person that is: by issuer and subject, since names there change hands.
-- provided: the provider says what they may do, at each sign-in; otherwise an administrator of the console does.
CREATE TABLE person_identity (
  issuer   TEXT NOT NULL,
  subject  TEXT NOT NULL,
  person   TEXT NOT NULL REFERENCES person,
  provided INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_identity_by_person ON person_identity (person);
