-- Each refresh writes a new version of its session's row. On a page with room for it no index has to know.
ALTER TABLE "Session" SET (fillfactor = 85);
