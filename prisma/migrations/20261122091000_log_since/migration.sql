-- AlterTable
ALTER TABLE "log_shipment" ADD COLUMN     "since" TIMESTAMPTZ(6);
