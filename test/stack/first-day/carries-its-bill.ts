import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findImageFaults, type ImageContents, type Sbom } from '../../support/images/judge-image.ts';
import { readImage } from '../../support/images/read-image.ts';
import { findSchemaFaults } from '../../support/images/validate-sbom.ts';
import { rootDir } from '../../support/paths.ts';
import { run } from '../../support/run-program.ts';
import { applianceProject, installedAppliance, listContainers, runStrongroom } from './appliance.ts';

type LockedPackage = { version: string; dev?: true; devOptional?: true; optional?: true };

const { packages: locked } = JSON.parse(readFileSync(join(rootDir, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const versionOf = (name: string) => locked[`node_modules/${name}`]?.version ?? 'in no lockfile';

describe('every image carries its bill of materials, and nothing that nobody needs', function carriesItsBill() {
  this.timeout(10 * 60_000);
  const images = new Map<string, ImageContents>();
  const nameOf = (image: string) => image.replace(/^.*\/|:.*$/g, '');

  before(async () => {
    await installedAppliance();
    const used = await run('docker', [
      'inspect',
      '--format',
      '{{.Config.Image}}',
      ...(await listContainers()),
    ]);
    for (const image of new Set(used.trim().split('\n')))
      images.set(image, await readImage(image, versionOf));
  });

  it('all of them were looked at: those that the installer builds, and no other', async () => {
    const list =
      '. "$1/ops/install/images.sh"; printf "%s\\n" "${IMAGES_PRODUCT[@]%%:*}" "${IMAGES_MONITORING[@]%%:*}"';
    const built = (await run('bash', ['-c', list, 'bash', rootDir])).trim().split('\n');
    assert.deepEqual(
      [...images.keys()].map((image) => image.replace(/-[0-9a-f]{12}$/, '-ID')).toSorted(),
      built.map((name) => `strongroom/${name}:${applianceProject}-ID`).toSorted(),
    );
  });

  it('the bill names each package that is there, no program lends another’s rights, and none is there in vain', () => {
    assert.deepEqual(
      [...images].flatMap(([image, contents]) => findImageFaults(nameOf(image), contents)),
      [],
    );
  });

  it('the product’s bill names every package that the lockfile wants in production', () => {
    const production = Object.entries(locked)
      .filter(([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional)
      .map(([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)} ${version}`)
      // They are for the compiler alone, and the image leaves them out.
      .filter((name) => !name.startsWith('@types/'));
    assert.ok(production.length > 200, String(production.length));
    for (const name of ['app', 'sandbox', 'ops']) {
      const image = [...images.keys()].find((each) => nameOf(each) === name) ?? '';
      const components = images.get(image)?.sbom.components ?? [];
      const listed = new Set(components.map((component) => `${component.name} ${component.version}`));
      assert.deepEqual(
        production.filter((each) => !listed.has(each)),
        [],
        name,
      );
    }
  });

  it('strongroom components says where a library is, under its own name and that of its source', async () => {
    const found = await runStrongroom('components', 'OpenSSL');
    assert.equal(found.code, 0, found.stderr);
    assert.match(found.stdout, /^strongroom\/app:\S+ +openssl +3\.\S+ +\(Built into Node\.\)$/m);
    assert.match(found.stdout, /^strongroom\/nginx:\S+ +libssl3t64 +3\./m);
    assert.doesNotMatch(found.stdout, /zlib/);
    const none = await runStrongroom('components', 'no-such-thing', '--json');
    assert.equal(none.code, 1);
  });

  it('strongroom components --json has the bills themselves', async () => {
    const { code, stdout, stderr } = await runStrongroom('components', '--json');
    assert.equal(code, 0, stderr);
    const answer = JSON.parse(stdout) as { images: { image: string; sbom: Sbom }[] };
    assert.deepEqual(answer.images.map(({ image }) => image).toSorted(), [...images.keys()].toSorted());
    for (const { image, sbom } of answer.images) {
      assert.deepEqual(findSchemaFaults(sbom), [], image);
      assert.deepEqual(sbom, images.get(image)?.sbom);
    }
  });
});
