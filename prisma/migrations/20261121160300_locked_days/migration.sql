-- For how many days a place lets nothing be removed (S3 Object Lock), as it said when it took a set.
ALTER TABLE "target_run" ADD COLUMN "locked_days" INTEGER;
