-- The database as plain SQL goes to each place once a month.
ALTER TYPE "target_act" ADD VALUE 'dump';
