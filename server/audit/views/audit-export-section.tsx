import { Panel, Section } from '../../ui/section.tsx';

/** The audit log as a file that proves itself elsewhere, the program that proves it, and the key it is compared with. */
export function AuditExportSection({ fingerprint }: { fingerprint: string }) {
  return (
    <Section id="export" title="Export">
      <p class="hint">
        The export has signed JSON lines with every row of the days you choose, or of all days. Any computer
        with Node can verify it: <code>node verify-audit.mjs FILE --key FINGERPRINT --head ROW:HASH</code>
      </p>
      <Panel>
        <form class="fields" action="/audit/export" aria-label="Export">
          <label class="half">
            Export from this day (UTC)
            <input type="date" name="from" />
          </label>
          <label class="half">
            Export to the end of this day (UTC)
            <input type="date" name="to" />
          </label>
          <button>Download the audit log</button>
        </form>
      </Panel>
      <p>
        <a href="/api/audit/verifier">Download verify-audit.mjs</a>
      </p>
      <p>
        Fingerprint of the signing key: <code>{fingerprint}</code>
      </p>
    </Section>
  );
}
