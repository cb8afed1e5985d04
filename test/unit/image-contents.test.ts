import assert from 'node:assert/strict';
import { findImageFaults, type ImageContents } from '../support/images/judge-image.ts';

/** An image of one Debian package, one source that was built into it, and one npm package. */
function sampleContents(): ImageContents {
  const component = (name: string, version: string, purl: string) => ({
    type: 'library',
    name,
    version,
    purl,
  });
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: [
      component('restic', '0.18.0-1', 'pkg:deb/debian/restic@0.18.0-1?arch=amd64&distro=debian-13'),
      component('golang-1.24', '1.24.4-1', 'pkg:deb/debian/golang-1.24@1.24.4-1?arch=source'),
      component('zod', '4.6.7', 'pkg:npm/zod@4.6.7'),
    ],
  };
  return {
    sbom,
    packages: ['restic 0.18.0-1'],
    npmPackages: ['zod 4.6.7'],
    lending: [],
    programs: ['restic', 'ssh', 'openssl'],
  };
}

describe('what an image holds', () => {
  it('is what its bill of materials says, and nothing that nobody needs', () => {
    assert.deepEqual(findImageFaults('ops', sampleContents()), []);
  });

  const plants: [string, string, (contents: ImageContents) => ImageContents][] = [
    [
      'a package that the bill lacks',
      'the bill lacks the Debian package curl 8.14.1-2',
      (contents) => ({ ...contents, packages: [...contents.packages, 'curl 8.14.1-2'] }),
    ],
    [
      'another version than the bill says',
      'the bill lacks the npm package zod 4.6.8',
      (contents) => ({ ...contents, npmPackages: ['zod 4.6.8'] }),
    ],
    [
      'a package that the bill has and the image has not',
      'the bill has the Debian package restic 0.18.0-1, which is not there',
      (contents) => ({ ...contents, packages: [] }),
    ],
    [
      'a program that lends another’s rights',
      "/usr/bin/su lends another's rights",
      (contents) => ({ ...contents, lending: ['/usr/bin/su'] }),
    ],
    [
      'a program that nobody needs',
      'curl is there',
      (contents) => ({ ...contents, programs: ['curl', 'restic'] }),
    ],
    [
      'a bill in no form of CycloneDX',
      'the bill is not CycloneDX 1.6: /components/0 must have required property',
      ({ sbom: { components, ...sbom }, ...contents }) => ({
        ...contents,
        sbom: { ...sbom, components: components.map(({ name, version, purl }) => ({ name, version, purl })) },
      }),
    ],
  ];
  for (const [what, fault, plant] of plants)
    it(`is at fault with ${what}`, () => {
      const found = findImageFaults('ops', plant(sampleContents()));
      assert.ok(
        found.some((each) => each.startsWith(`ops: ${fault}`)),
        found.join('\n'),
      );
    });

  it('is allowed to one image and not to another', () => {
    const found = findImageFaults('nginx', { ...sampleContents(), programs: ['ssh'] });
    assert.deepEqual(found, ['nginx: ssh is there']);
  });
});
