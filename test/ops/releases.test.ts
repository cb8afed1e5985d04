import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeAppliance, type FakeAppliance } from './fake-appliance.ts';

describe('Releases are kept beside each other', function releases() {
  this.timeout(60_000);
  let house: FakeAppliance;
  /** A checkout, small enough to be copied in no time. */
  let checkout: string;
  beforeEach(() => {
    house = fakeAppliance('releases');
    checkout = join(house.folder, 'checkout');
    for (const folder of ['core', 'server']) mkdirSync(join(checkout, folder), { recursive: true });
    writeFileSync(join(checkout, 'VERSION'), '7\n');
    writeFileSync(join(checkout, 'core/one.ts'), 'one\n');
    writeFileSync(join(checkout, 'core/one.test.ts'), 'a test\n');
    writeFileSync(join(house.folder, 'images'), '');
  });
  afterEach(() => house.remove());

  /** An engine of which each image is the one that the file `id` says; it remembers the names it gave. */
  const engine = `docker() {
      case "$1 $2" in
        'image inspect') printf 'sha256:%s\\n' "$(cat "$FAKE/id")" ;;
        'image ls') cat "$FAKE/images" ;;
        'image rm') grep -v -x -F "$3" "$FAKE/images" >"$FAKE/left"; mv "$FAKE/left" "$FAKE/images" ;;
        tag*) grep -q -x -F "$3" "$FAKE/images" || printf '%s\\n' "$3" >>"$FAKE/images" ;;
      esac
    }`;
  async function bash(commands: string, id = 'a'.repeat(64)) {
    writeFileSync(join(house.folder, 'id'), id);
    const script = `set -euo pipefail
      INSTALL_DIR=$1/ops/install SOURCE_DIR=$2 DATA_DIR=$3 PROJECT=firm
      for file in report-progress compose images releases; do . "$INSTALL_DIR/$file.sh"; done
      ${engine}
      IMAGES_PRODUCT=(app:base) IMAGES_MONITORING=()
      ${commands}`;
    const ran = await house.bash(script, [checkout, house.data]);
    assert.equal(ran.code, 0, ran.stderr);
    return ran.stdout.trim();
  }
  const folder = (release: string) => join(house.data, 'releases', release);
  const images = () => readFileSync(join(house.folder, 'images'), 'utf8').trim().split('\n').toSorted();

  it('a release is its files, without tests, and the images that it was built into', async () => {
    const release = await bash('keep_release');
    assert.match(release, /^7-[0-9a-f]{12}$/);
    assert.deepEqual(readdirSync(folder(release)).toSorted(), ['VERSION', 'core', 'images.env', 'server']);
    assert.deepEqual(readdirSync(join(folder(release), 'core')), ['one.ts']);
    const line = `STRONGROOM_IMAGE_APP=strongroom/app:firm-${'a'.repeat(12)}\n`;
    assert.equal(readFileSync(join(folder(release), 'images.env'), 'utf8'), line);
    assert.equal(await bash('keep_release'), release);
  });

  it('other files make another release, and half a copy is none', async () => {
    const release = await bash('keep_release');
    writeFileSync(join(checkout, 'core/one.ts'), 'two\n');
    mkdirSync(`${folder(await bash('release_id'))}.new`);
    const next = await bash('keep_release');
    assert.notEqual(next, release);
    assert.equal(readFileSync(join(folder(next), 'core/one.ts'), 'utf8'), 'two\n');
    assert.equal(readFileSync(join(folder(release), 'core/one.ts'), 'utf8'), 'one\n');
  });

  it('the image of a service is that of the release that runs, or of the one that is to run', async () => {
    await bash('use_release "$(keep_release)"');
    assert.equal(await bash('image_of app'), `strongroom/app:firm-${'a'.repeat(12)}`);
    // What no release names is known by its version.
    assert.equal(await bash('image_of tools'), 'strongroom/tools:0');
    writeFileSync(join(checkout, 'VERSION'), '8\n');
    const next = await bash('keep_release', 'b'.repeat(64));
    assert.equal(await bash('image_of app'), `strongroom/app:firm-${'a'.repeat(12)}`);
    assert.equal(
      await bash(`RELEASE_DIR=$DATA_DIR/releases/${next}; image_of app`),
      `strongroom/app:firm-${'b'.repeat(12)}`,
    );
    await bash(`use_release ${next}`);
    assert.equal(readlinkSync(join(house.data, 'releases/current')), next);
  });

  it('what is left is the releases that are named and their images, and all that others have', async () => {
    const others = [`strongroom/app:firm-two-${'c'.repeat(12)}`, 'strongroom/app:7', 'strongroom/tools:7'];
    writeFileSync(join(house.folder, 'images'), `${others.join('\n')}\n`);
    const kept: string[] = [];
    for (const version of ['7', '8', '9']) {
      writeFileSync(join(checkout, 'VERSION'), `${version}\n`);
      kept.push(await bash('keep_release', version.repeat(64)));
    }
    const [first = '', second = '', third = ''] = kept;
    await bash(`use_release ${third}; remove_other_releases ${third} ${second}`);
    assert.deepEqual(
      [first, second, third].map((each) => existsSync(folder(each))),
      [false, true, true],
    );
    assert.equal(readlinkSync(join(house.data, 'releases/current')), third);
    const left = ['8', '9'].map((version) => `strongroom/app:firm-${version.repeat(12)}`);
    assert.deepEqual(images(), [...others, ...left].toSorted());
  });
});
