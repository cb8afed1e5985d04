import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../../support/paths.ts';
import { run } from '../../support/run-program.ts';

/** Shell scripts write and read JSON with jq alone, which neither relies on the order of keys nor forgets to escape. */
const rules: Record<string, RegExp> = {
  'holds a key of JSON: read it, or build it, with jq': /\\?["][A-Za-z][A-Za-z0-9_]*\\?["]\s*:(?!-)/,
  'looks for the beginning of JSON': /\b(?:sed|grep|awk|cut|tr)\b[^|]*\^\\?\{/,
  'reads a file of JSON with a tool for lines': /\b(?:sed|grep|awk|cut|tr)\b[^|]*\.json\b/,
  'builds JSON': /\b(?:printf|echo)\b[^|]*['"]\s*[{[]\s*\\?["%]/,
};

/** Where there is a reason: Redis's exporter has no jq in its image, and refuses every character that would need an escape. */
const allowed: Record<string, RegExp> = {
  'ops/images/redis-exporter/entrypoint.sh':
    /^printf '\{"%s": "%s"\}\\n' "redis:\/\/\$user@\$host" "\$password"/,
};

function findFaults(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*#/.test(line) || allowed[path]?.test(line)) return [];
    return Object.entries(rules)
      .filter(([, pattern]) => pattern.test(line))
      .map(([fault]) => `${path}:${index + 1} ${fault}: ${line.trim()}`);
  });
}

describe('JSON in shell scripts', () => {
  it('is read and built with jq', async () => {
    const list = 'cd "$1"; . test/support/parts.sh; shell_scripts';
    const scripts = (await run('bash', ['-c', list, 'bash', rootDir])).trim().split('\n');
    assert.ok(scripts.length > 30, `${scripts.length} scripts`);
    const faults = scripts.flatMap((script) => {
      const path = script.replace('./', '');
      return findFaults(path, readFileSync(join(rootDir, path), 'utf8'));
    });
    assert.deepEqual(faults, []);
  });

  it('leaves the version alone, which is wanted before jq is there: VERSION says what package.json says', () => {
    const read = (path: string) => readFileSync(join(rootDir, path), 'utf8');
    const { version } = JSON.parse(read('package.json')) as { version: string };
    assert.equal(read('VERSION'), `${version}\n`);
  });

  it('goes red for everything that was there once', () => {
    for (const line of [
      `sed -n 's/.*"madeAt":"\\([^"]*\\)".*/\\1/p' <<<"$verification"`,
      `answer=$(grep '^{' | tail -n 1)`,
      `[[ $answer == *'"ready":true'* ]]`,
      `printf '{"events":%d,"file":"%s"}\\n' "$count" "$name"`,
      `list+="{\\"service\\":\\"$service\\"}"`,
      `printf '{%s}' "$rest"`.replace('%s', '"%s"'),
      `awk '/version/ { print $2 }' package.json`,
      `cut -d, -f2 <"$folder/set.json"`,
      `echo "[\\"$one\\"]"`,
    ])
      assert.notDeepEqual(findFaults('planted.sh', line), [], line);
  });

  it('leaves alone what only looks like it', () => {
    for (const line of [
      `jq --null-input --arg file "$name" '{events: $events, file: $file}'`,
      `for name in "\${COMMAND_NAMES[@]}"; do`,
      `folder=\${1:-"here"}`,
      `printf '%s\\n' "Type: strongroom help"`,
    ])
      assert.deepEqual(findFaults('planted.sh', line), [], line);
  });
});
