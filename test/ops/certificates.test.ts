import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDir } from '../support/paths.ts';
import { run, tryRun } from '../support/run-program.ts';

const day = 24 * 3600 * 1000;

describe('The private CA of the installer', function certificates() {
  this.timeout(60_000);
  let folder = '';
  const tls = (name: string) => join(folder, 'tls', name);
  const read = (name: string) => new X509Certificate(readFileSync(tls(name)));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-certificates-`));
    await run('mkdir', [join(folder, 'tls')]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a step of the installer as install.sh would. */
  async function install(settings: Record<string, string> = {}, step = 'create_certificates') {
    const script = `set -euo pipefail
      SOURCE_DIR=${rootDir} INSTALL_DIR=${rootDir}/ops/install SERVICE_GROUP=10000 DATA_DIR=${folder}
      . "$INSTALL_DIR/report-progress.sh"; . "$INSTALL_DIR/settings.sh"; . "$INSTALL_DIR/certificates.sh"
      record_change() { printf 'changed: %s\\n' "$1"; }
      machine_addresses() { printf '%s\\n' "$ADDRESSES"; }
      ${step}`;
    const ran = await tryRun('bash', ['-c', script], {
      env: { ...process.env, HOST: 'files.firm.example', ADDRESSES: '10.1.2.3', ...settings },
    });
    assert.equal(ran.code, 0, ran.stderr);
    return ran.stdout + ran.stderr;
  }

  /** What an older version left: a CA that may sign everything, and its key. */
  async function installOldCa(): Promise<void> {
    const key = ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', tls('ca.key')];
    await run('openssl', key);
    await run('openssl', [
      ...['req', '-x509', '-new', '-days', '7300', '-key', tls('ca.key'), '-out', tls('ca.crt')],
      ...['-subj', '/O=Strongroom/CN=Strongroom private CA of files.firm.example'],
      ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0'],
    ]);
  }

  /** Has a CA sign a name; openssl says what a browser says of it. */
  async function verifySigned(ca: string, key: string, names: string): Promise<string> {
    const [csr, crt, leaf] = [tls('evil.csr'), tls('evil.crt'), tls('evil.key')];
    const made = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await run('openssl', [...made, '-keyout', leaf, '-subj', '/CN=evil', '-out', csr]);
    writeFileSync(tls('evil.ext'), `subjectAltName=${names}\n`);
    const sign = ['x509', '-req', '-in', csr, '-CA', ca, '-CAkey', key, '-CAcreateserial', '-out', crt];
    await run('openssl', [...sign, '-extfile', tls('evil.ext')]);
    const ran = await tryRun('openssl', ['verify', '-CAfile', ca, crt]);
    return ran.stdout + ran.stderr;
  }

  it('leaves no key behind with which anything could be signed', async () => {
    await install();
    assert.ok(!existsSync(tls('ca.key')));
    const { publicKey } = read('ca.crt');
    for (const name of readdirSync(join(folder, 'tls')).filter((each) => each.endsWith('.key')))
      assert.ok(!publicKey.equals(read(name.replace('.key', '.crt')).publicKey), name);
    assert.deepEqual(
      readdirSync('/dev/shm').filter((name) => name.startsWith('strongroom-ca.')),
      [],
    );
  });

  it('may sign the hosts of this installation alone, and for ten years at most', async () => {
    // The step that makes it, whose key is thrown away afterwards.
    const keep = 'cp "$CA_WORK_DIR"/ca.{key,crt} "$DATA_DIR/tls/"; rm -rf "$CA_WORK_DIR"';
    await install({}, `CA_WORK_DIR=$(mktemp -d /dev/shm/strongroom-ca.XXXXXX); sign_everything; ${keep}`);
    const [ca, key] = [tls('ca.crt'), tls('ca.key')];
    for (const names of ['DNS:files.firm.example', 'IP:10.1.2.3', 'DNS:localhost,IP:127.0.0.1'])
      assert.match(await verifySigned(ca, key, names), /: OK/, names);
    for (const names of [
      'DNS:mail.bank.example',
      'IP:10.1.2.4',
      'IP:2001:db8::1',
      'DNS:files.firm.example,DNS:a.example',
    ])
      assert.match(await verifySigned(ca, key, names), /permitted subtree violation/, names);
    const years = (read('ca.crt').validToDate.getTime() - Date.now()) / day / 365;
    assert.ok(years <= 10, `${years} years`);
  });

  it('has signed beforehand what is needed in its time, without a day between them', async () => {
    await install();
    const names = [
      'server.crt',
      ...readdirSync(join(folder, 'tls')).filter((name) => /^next-\d\.crt$/.test(name)),
    ];
    const ca = read('ca.crt');
    let until = Date.now();
    for (const name of names.toSorted(
      (a, b) => read(a).validFromDate.getTime() - read(b).validFromDate.getTime(),
    )) {
      const certificate = read(name);
      assert.ok(certificate.validFromDate.getTime() < until + day, name);
      assert.ok(certificate.verify(ca.publicKey), name);
      assert.ok(
        certificate.checkPrivateKey(createPrivateKey(readFileSync(tls(name.replace('.crt', '.key'))))),
        name,
      );
      assert.ok(certificate.validToDate.getTime() - certificate.validFromDate.getTime() <= 820 * day, name);
      until = certificate.validToDate.getTime();
    }
    assert.ok(until > ca.validToDate.getTime() - 30 * day);
  });

  it('renews with the one that was signed beforehand, so that nobody has to trust anything anew', async () => {
    // Signed as if that had been 800 days ago: the first one ends soon, the next one has begun.
    const then = 'date() { command date -u -d "$((${3%% *} - 800)) days" "$4"; }';
    await install({}, `${then}; create_certificates`);
    const [ca, next] = [read('ca.crt').fingerprint256, read('next-1.crt').fingerprint256];
    assert.match(await install(), /changed: server certificate/);
    assert.equal(read('server.crt').fingerprint256, next);
    assert.ok(read('server.crt').checkPrivateKey(createPrivateKey(readFileSync(tls('server.key')))));
    assert.equal(read('ca.crt').fingerprint256, ca);
    assert.equal(await install(), '');
  });

  it('changes nothing when it runs again, and says so of an address that came later', async () => {
    await install();
    const before = readFileSync(tls('server.crt'), 'utf8');
    assert.equal(await install(), '');
    assert.match(await install({ ADDRESSES: '10.1.2.9' }), /does not cover 10\.1\.2\.9/);
    assert.equal(readFileSync(tls('server.crt'), 'utf8'), before);
  });

  it('is made anew for another name, and the administrator is told', async () => {
    await install();
    const ca = read('ca.crt').fingerprint256;
    assert.match(await install({ HOST: 'room.firm.example' }), /a new private CA was made/);
    assert.notEqual(read('ca.crt').fingerprint256, ca);
    assert.ok(read('server.crt').checkHost('room.firm.example'));
  });

  it('takes the place of an older version’s, whose key is in backups, and staff are to remove that one', async () => {
    await installOldCa();
    const old = new X509Certificate(readFileSync(tls('ca.crt')));
    assert.match(await install(), /a new private CA was made.*remove the old/);
    assert.ok(!existsSync(tls('ca.key')));
    const ca = new X509Certificate(readFileSync(tls('ca.crt')));
    assert.ok(!ca.publicKey.equals(old.publicKey));
    assert.notEqual(ca.subject, old.subject);
    assert.match(await run('openssl', ['verify', '-CAfile', tls('ca.crt'), tls('server.crt')]), /: OK/);
    assert.doesNotMatch(await install(), /a new private CA was made/);
  });

  it('leaves the firm’s own certificate alone', async () => {
    const own = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '90',
    ];
    const names = ['-subj', '/CN=Firm', '-addext', 'subjectAltName=DNS:files.firm.example'];
    await run('openssl', [...own, ...names, '-keyout', tls('server.key'), '-out', tls('server.crt')]);
    const before = readFileSync(tls('server.crt'), 'utf8');
    assert.match(await install(), /own certificate/);
    assert.equal(readFileSync(tls('server.crt'), 'utf8'), before);
  });
});
