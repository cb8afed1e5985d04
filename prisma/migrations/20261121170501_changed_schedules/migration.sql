-- Administrators change how long closed matters are kept; a schedule is never deleted, because closed matters point at it.
GRANT UPDATE (name, years) ON retention_schedule TO strongroom_server;
