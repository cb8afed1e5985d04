/** Beside a name: which version it is, where there is more than one, and whether it was replaced. */
export function VersionMark({ version, newest }: { version: number; newest: boolean }) {
  if (version === 1 && newest) return null;
  return (
    <span class="version">
      {newest ? `version ${version}` : `version ${version}, replaced by a newer one`}
    </span>
  );
}
