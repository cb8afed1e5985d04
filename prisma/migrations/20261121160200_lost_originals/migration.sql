-- After a restore without what was damaged in the backup, ops marks the documents whose originals are lost.
CREATE POLICY process_marks ON document FOR UPDATE TO strongroom_ops USING (true);
GRANT UPDATE (state, reason, changed_at) ON document TO strongroom_ops;
