-- Deletes what belongs to a deleted user, also where no foreign key does

CREATE OR REPLACE FUNCTION social_auth_users_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "Session" WHERE "userId" IN (SELECT "id" FROM deleted);
  DELETE FROM "AuthorizationCode" WHERE "userId" IN (SELECT "id" FROM deleted);
  DELETE FROM "Account" WHERE "userId" IN (SELECT "id" FROM deleted);
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_users_deleted
AFTER DELETE ON "User"
REFERENCING OLD TABLE AS deleted
FOR EACH STATEMENT
EXECUTE FUNCTION social_auth_users_deleted();

CREATE OR REPLACE FUNCTION social_auth_users_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "Session";
  DELETE FROM "AuthorizationCode";
  DELETE FROM "Account";
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_users_truncated
BEFORE TRUNCATE ON "User"
FOR EACH STATEMENT
EXECUTE FUNCTION social_auth_users_truncated();
