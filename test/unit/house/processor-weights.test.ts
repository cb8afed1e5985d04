import assert from 'node:assert/strict';
import { listServices, readCompose, readServiceKey } from '../../support/read-compose.ts';

/** What a page waits for, and what stores what somebody uploads or opens. All others work when nobody waits. */
const interactive = ['nginx', 'server', 'postgres', 'redis'];
const storage = ['minio'];
/** What Docker gives a service that says nothing. */
const dockerDefault = 1024;

describe('Interactive work goes before bulk and OCR', () => {
  const weights = new Map(
    (['docker-compose.prod.yml', 'docker-compose.monitoring.yml'] as const).flatMap((name) => {
      const compose = readCompose(name);
      const weigh = (service: string) =>
        Number(readServiceKey(compose, service, 'cpu_shares') ?? dockerDefault);
      return listServices(compose).map((service) => [service, weigh(service)]);
    }),
  );
  const weightOf = (service: string) => weights.get(service) ?? Number.NaN;
  const bulk = [...weights.keys()].filter((name) => ![...interactive, ...storage].includes(name));

  it('looks at every service', () => {
    for (const name of [...interactive, ...storage, 'worker', 'sandbox-1', 'clamav', 'ops', 'prometheus']) {
      assert.ok(weightOf(name) > 0, name);
    }
  });

  it('each service that a page waits for outweighs storage, and storage each that nobody waits for', () => {
    for (const page of interactive) {
      for (const store of storage) assert.ok(weightOf(page) > weightOf(store), `${page}, ${store}`);
    }
    for (const store of storage) {
      for (const name of bulk) assert.ok(weightOf(store) > weightOf(name), `${store}, ${name}`);
    }
  });

  it('one of them alone outweighs all that nobody waits for together, with every sandbox there can be', () => {
    const all = bulk.reduce((sum, name) => sum + weightOf(name), 0);
    for (const page of interactive) assert.ok(weightOf(page) > all, `${page} ${weightOf(page)}, bulk ${all}`);
  });

  it('what works for the worker gives way to it', () => {
    for (const name of bulk.filter((one) => /^(sandbox-|clamav$|signatures$)/.test(one))) {
      assert.ok(weightOf('worker') > weightOf(name), name);
    }
  });
});
