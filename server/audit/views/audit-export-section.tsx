/** The log as a file that proves itself elsewhere, the program that proves it, and the key it is compared with. */
export function AuditExportSection({ fingerprint }: { fingerprint: string }) {
  return (
    <section aria-labelledby="export">
      <h2 id="export">Export</h2>
      <p class="hint">
        Signed JSON lines with every row of the days you choose, or of all. Proven on any computer with Node:{' '}
        <code>node verify-audit.mjs FILE --key FINGERPRINT --head ROW:SUM</code>
      </p>
      <form class="panel fields" action="/audit/export" aria-label="Export">
        <label class="half">
          Export from this day (UTC)
          <input type="date" name="from" />
        </label>
        <label class="half">
          Export to the end of this day (UTC)
          <input type="date" name="to" />
        </label>
        <button>Download the log</button>
      </form>
      <p>
        <a href="/api/audit/verifier">Download verify-audit.mjs</a>
      </p>
      <p>
        Fingerprint of the key that signs: <code>{fingerprint}</code>
      </p>
    </section>
  );
}
