/**
 * From when on something is a fault: the pages, `strongroom doctor` and the alert rules agree.
 * `ops/monitoring` repeats these numbers in PromQL; a test compares.
 */
export const alertThresholds = {
  /** A day, and two hours for the backup itself. */
  backupAgeHours: 26,
  /** At most so much of the newest work is lost with the machine. */
  recoveryPointSeconds: 3_600,
  /** How long a proof that the recovery key opens the backups is good for. */
  recoveryKeyProofDays: 90,
  /** How long the pages ask for the next proof before the alert does: somebody has to fetch the paper. */
  recoveryKeyGraceDays: 10,
  certificateDaysLeft: 21,
  signatureAgeDays: 7,
  /**
   * Below this share of free disk uploads are refused: Postgres must still be able to write when documents no
   * longer can.
   */
  freeDiskShare: 0.05,
} as const;
