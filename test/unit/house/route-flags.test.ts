import assert from 'node:assert/strict';
import { join } from 'node:path';
import { copyRepository, type RepositoryCopy } from '../../support/repository-copy.ts';
import { rootDir } from '../../support/paths.ts';
import { tryRun } from '../../support/run-program.ts';

const inPerson = "access: 'signed-in', needsProof: 'in person'";
const apiRoute = (definition: string, access = inPerson) =>
  `import { route } from './http/route.ts';\nexport const planted = route({ summary: 's', responses: {}, ${access}, ${definition} });\n`;
const page = (definition: string, access = inPerson) =>
  `import { pageRoute } from './http/page-route.ts';\nexport const planted = pageRoute({ ${access}, ${definition} });\n`;
const done = 'async () => ({ status: 204 })';
const shown = 'async () => undefined';
const sample = "sample: 'no matter: a test'";
const way = "confirmReturnsTo: () => '/'";

/** What must not compile, and what the compiler says of it. */
const faults: Record<string, { says: string; text: string }> = {
  'a route about one thing that does not say how it is asked about a matter': {
    says: "'sample' is missing",
    text: apiRoute(`method: 'get', path: '/api/things/:id', handle: ${done}`),
  },
  'a route that changes something and does not say so': {
    says: "'sample' is missing",
    text: apiRoute(`method: 'post', path: '/api/things', handle: ${done}`),
  },
  'a route that does not say what proof it needs': {
    says: "'needsProof' is missing",
    text: apiRoute(`method: 'post', path: '/api/things', ${sample}, handle: ${done}`, "access: 'signed-in'"),
  },
  'a route that asks for proof of whoever is not signed in': {
    says: `Type '"fresh"' is not assignable to type '"none"'`,
    text: apiRoute(
      `method: 'post', path: '/api/things', ${sample}, handle: ${done}`,
      "access: 'public', needsProof: 'fresh'",
    ),
  },
  'a page that does not say what proof it needs': {
    says: "'needsProof' is missing",
    text: page(`method: 'post', path: '/things', ${sample}, ${way}, handle: ${shown}`, "access: 'signed-in'"),
  },
  'a form that a program with a key may send': {
    says: `Type '"none"' is not assignable`,
    text: page(
      `method: 'post', path: '/things', ${sample}, ${way}, handle: ${shown}`,
      "access: 'signed-in', needsProof: 'none'",
    ),
  },
  'a sample that leaves out a parameter of the path': {
    says: "'personId' is missing",
    text: apiRoute(
      `method: 'put', path: '/api/matters/:id/members/:personId', sample: ({ id }) => ({ params: { id } }), handle: ${done}`,
    ),
  },
  'a sample that is neither a request nor words': {
    says: `Type '"none"' is not assignable`,
    text: apiRoute(`method: 'post', path: '/api/things', sample: 'none', handle: ${done}`),
  },
  'a handler that reads a parameter which the path does not have': {
    says: "'matterId' does not exist",
    text: apiRoute(
      `method: 'get', path: '/api/matters/:id', ${sample}, handle: async ({ params }) => ({ status: 200, body: params.matterId })`,
    ),
  },
  'a flag that is misspelt': {
    says: "'duringSetUp' does not exist",
    text: apiRoute(`method: 'get', path: '/api/things', duringSetUp: true, handle: ${done}`),
  },
  'a page about one thing that does not say how it is asked about a matter': {
    says: "'sample' is missing",
    text: page(`method: 'get', path: '/things/:id', handle: ${shown}`),
  },
  'a form that names no page to come back to': {
    says: "'confirmReturnsTo' is missing",
    text: page(`method: 'post', path: '/things', ${sample}, handle: ${shown}`),
  },
  'a page to come back to that is made of a parameter which the path does not have': {
    says: "'matterId' does not exist",
    text: page(
      `method: 'post', path: '/things/:id', ${sample}, confirmReturnsTo: ({ matterId }) => matterId, handle: ${shown}`,
    ),
  },
  'a page whose handler needs a parameter which the path does not have': {
    says: "'id' is missing",
    text: `import type { PageRequest } from './http/page-route.ts';\nconst show = async (_: PageRequest<{ id: string }>): Promise<void> => {};\n${page(`method: 'get', path: '/things', handle: show`)}`,
  },
};
const sound = [
  apiRoute(`method: 'get', path: '/api/things', handle: ${done}`),
  apiRoute(
    `method: 'put', path: '/api/matters/:id/members/:personId', sample: ({ id, personId }) => ({ params: { id, personId } }), handle: async ({ params }) => ({ status: 200, body: params.id + params.personId })`,
  ),
  page(`method: 'post', path: '/things/:id', ${sample}, ${way}, handle: ${shown}`),
  page(`method: 'get', path: '/things/:id', ${sample}, handle: async ({ params }) => void params.id.length`),
];

describe('a route says all of its flags', function routeFlags() {
  this.timeout(280_000);
  let house: RepositoryCopy;
  let reported: string;

  before(async () => {
    house = copyRepository();
    Object.values(faults).forEach(({ text }, index) =>
      house.writeFault(`server/planted-fault-${index}.ts`, text),
    );
    sound.forEach((text, index) => house.writeFault(`server/planted-sound-${index}.ts`, text));
    house.writeFault(
      'tsconfig.planted.json',
      JSON.stringify({ extends: './tsconfig.json', include: ['server/planted-*.ts'], exclude: [] }),
    );
    const tsc = join(rootDir, 'node_modules/.bin/tsc');
    const args = ['-p', 'tsconfig.planted.json', '--noEmit', '--incremental', 'false'];
    ({ stdout: reported } = await tryRun(tsc, args, { cwd: house.dir, timeoutMs: 240_000 }));
  });
  after(() => house.remove());

  Object.entries(faults).forEach(([what, { says }], index) => {
    it(`or does not compile: ${what}`, () => {
      const found = reported
        .split(/\n(?=\S)/)
        .filter((error) => error.startsWith(`server/planted-fault-${index}.ts`));
      assert.ok(found.join('\n').includes(says), reported);
    });
  });

  it('and compiles when it does', () => {
    assert.doesNotMatch(reported, /planted-sound/);
  });
});
