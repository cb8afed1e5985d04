-- `strongroom restore-matter` files what it brought back out of a set as a new matter of its owners.
CREATE POLICY ops_restores ON matter FOR INSERT TO strongroom_ops WITH CHECK (true);
CREATE POLICY ops_restores ON membership FOR INSERT TO strongroom_ops WITH CHECK (true);
CREATE POLICY ops_restores ON document FOR INSERT TO strongroom_ops WITH CHECK (true);
CREATE POLICY ops_restores ON document_step FOR INSERT TO strongroom_ops WITH CHECK (true);
GRANT INSERT ON matter, membership, document, document_step, stored_object TO strongroom_ops;
