import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Sbom } from '../support/images/judge-image.ts';
import { findSchemaFaults } from '../support/images/validate-sbom.ts';
import { imageVersion, rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';

/** Installs packages made here, as a Dockerfile installs Debian's: "wanted" by name, the others because of it. */
const install = String.raw`
set -e
make() {
  mkdir -p /made/$1/DEBIAN /made/$1/usr/bin
  printf '#!/bin/sh\n' >/made/$1/usr/bin/$1
  chmod 4755 /made/$1/usr/bin/$1
  printf 'Package: %s\nVersion: 1:1.0+x-1\nArchitecture: all\nMaintainer: T <t@firm.example>\nDescription: t\n%b' $1 "$2" \
    >/made/$1/DEBIAN/control
  dpkg-deb --build /made/$1 >/dev/null
  dpkg --install /made/$1.deb >/dev/null
}
make helper
make interface-2 'Provides: interface\n'
make orphan
make wanted 'Depends: helper (>= 1) | nobody, interface, perl-base\nStatic-Built-Using: golang-1.24 (= 1.24.4-1)\n'
rm -rf /made
apt-mark auto helper interface-2 orphan >/dev/null
`;
const finish = 'bash /run/finish-image planted';
const look = String.raw`
printf '\f'
for name in wanted helper interface-2 orphan perl apt-get dpkg jq sed; do [ -e /usr/bin/$name ] && echo $name; done
printf '\f'
find / -xdev -type f -perm /6000
`;

/** Runs a script as root in a container of the base of all images. */
const inBase = (script: string, mountedAt = '/run/finish-image') =>
  tryRun('docker', [
    ...['run', '--rm', '--network', 'none', '--label', `strongroom.test=${process.pid}`],
    ...['--volume', `${join(rootDir, 'ops/images/finish-image')}:${mountedAt}:ro`],
    ...['--entrypoint', 'bash', `strongroom/base:${imageVersion}`, '-c', script],
  ]);

describe('the last step of every image', function () {
  this.timeout(120_000);

  it('leaves what the Dockerfile installed by name, what that depends on, and a bill of both', async () => {
    const ran = await inBase(`${install}${finish}; cat /usr/share/strongroom/sbom.cdx.json; ${look}`);
    assert.equal(ran.code, 0, ran.stderr);
    const [text = '', programs, lending] = ran.stdout.split('\f');
    const sbom = JSON.parse(text) as Sbom;
    assert.deepEqual(findSchemaFaults(sbom), []);
    const urls = sbom.components.map(({ purl }) => purl);
    for (const name of ['wanted', 'helper', 'interface-2'])
      assert.ok(
        urls.includes(
          `pkg:deb/debian/${name}@1%3A1.0%2Bx-1?arch=all&upstream=${name}%401%3A1.0%2Bx-1&distro=debian-13`,
        ),
        `${name} of ${urls.join(' ')}`,
      );
    assert.ok(urls.includes('pkg:deb/debian/golang-1.24@1.24.4-1?arch=source&distro=debian-13'));
    assert.ok(!sbom.components.some(({ name }) => /^(orphan|perl-base|apt|jq)$/.test(name)));
    assert.equal(programs?.trim(), 'wanted\nhelper\ninterface-2\nsed');
    assert.equal(lending, '');
  });

  it('fails, and takes nothing away, when a package that every image needs is not there', async () => {
    const ran = await inBase(`dpkg --purge --force-all tzdata >/dev/null; ${finish}; echo "$?"; ${look}`);
    const [code, programs] = ran.stdout.split('\f');
    assert.notEqual(code?.trim(), '0');
    assert.match(ran.stderr, /there is no package tzdata/);
    assert.match(programs ?? '', /^apt-get$/m);
  });

  it('takes nothing away where no Dockerfile mounted it', async () => {
    const ran = await inBase(`bash /elsewhere planted; echo "$?"; ${look}`, '/elsewhere');
    assert.match(ran.stdout, /^2\n\fperl\napt-get\ndpkg\n/);
  });
});
