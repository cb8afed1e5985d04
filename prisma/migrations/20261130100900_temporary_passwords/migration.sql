-- A password that somebody made for somebody else opens nothing from then on; null where its owner chose it. Those that
-- are there already stay as they are: nobody knows who made them.
ALTER TABLE person ADD COLUMN password_temporary_until timestamptz(6);
