-- What came after auditors did: these too hang from a matter, and auditors see none.
CREATE POLICY no_auditors ON group_grant AS RESTRICTIVE FOR ALL TO strongroom_server USING ((SELECT may_read_matters()));
CREATE POLICY no_auditors ON wall AS RESTRICTIVE FOR ALL TO strongroom_server USING ((SELECT may_read_matters()));
