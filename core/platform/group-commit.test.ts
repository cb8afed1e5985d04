import assert from 'node:assert/strict';
import { createGroupCommit } from './group-commit.ts';

const nextTurn = () => new Promise(setImmediate);

/** A writer that ends each batch when it is told to. */
function openWriter(): {
  batches: number[][];
  write: (batch: readonly number[]) => Promise<readonly (Error | undefined)[]>;
  end: (outcome?: (batch: number[]) => readonly (Error | undefined)[]) => Promise<void>;
} {
  const batches: number[][] = [];
  const ends: ((outcome: (batch: number[]) => readonly (Error | undefined)[]) => void)[] = [];
  return {
    batches,
    write: (batch) =>
      new Promise((resolve, reject) => {
        const copy = [...batch];
        batches.push(copy);
        ends.push((outcome) => {
          try {
            resolve(outcome(copy));
          } catch (error) {
            reject(error);
          }
        });
      }),
    end: async (outcome = () => []) => {
      ends.shift()?.(outcome);
      await nextTurn();
    },
  };
}

const fail = (message: string) => () => {
  throw new Error(message);
};

describe('What arrives while something is written', () => {
  it('is written together, in its order, and each is answered once it is', async () => {
    const writer = openWriter();
    const record = createGroupCommit({ write: writer.write, isForAll: () => false });
    const answered: number[] = [];
    void record(1).then(() => answered.push(1));
    await nextTurn();
    assert.deepEqual(writer.batches, [[1]], 'who is alone does not wait');
    for (const item of [2, 3, 4]) void record(item).then(() => answered.push(item));
    await nextTurn();
    assert.deepEqual(answered, [], 'nobody is answered before it is written');
    await writer.end();
    assert.deepEqual(writer.batches, [[1], [2, 3, 4]]);
    assert.deepEqual(answered, [1]);
    await writer.end();
    assert.deepEqual(answered, [1, 2, 3, 4]);
  });

  it('is written with whatever else the same turn of the event loop brings', async () => {
    const writer = openWriter();
    const record = createGroupCommit({ write: writer.write, isForAll: () => false });
    const all = [record(1), record(2)];
    await Promise.resolve();
    all.push(record(3));
    await nextTurn();
    assert.deepEqual(writer.batches, [[1, 2, 3]]);
    await writer.end();
    await Promise.all(all);
  });

  it('is not too much at once', async () => {
    const writer = openWriter();
    const record = createGroupCommit({ write: writer.write, isForAll: () => false });
    const all = Array.from({ length: 120 }, (_, item) => record(item));
    await nextTurn();
    for (let batch = 0; batch < 3; batch++) await writer.end();
    await Promise.all(all);
    assert.deepEqual(
      writer.batches.map((batch) => batch.length),
      [50, 50, 20],
    );
  });

  it('is refused one by one, and one that cannot be written takes no other with it', async () => {
    const writer = openWriter();
    const record = createGroupCommit({ write: writer.write, isForAll: () => false });
    const outcomeOf = (item: number) =>
      record(item).then(
        () => 'written',
        (error: Error) => error.message,
      );
    const outcomes = [outcomeOf(1)];
    await nextTurn();
    outcomes.push(...[2, 3, 4].map(outcomeOf));
    await writer.end(() => [new Error('session over')]);
    await writer.end(fail('poison'));
    assert.deepEqual(writer.batches.slice(2), [[2]], 'each alone');
    await writer.end();
    await writer.end(fail('poison'));
    await writer.end();
    assert.deepEqual(await Promise.all(outcomes), ['session over', 'written', 'poison', 'written']);
  });

  it('is refused together when the writer is away, and the next is tried again', async () => {
    const writer = openWriter();
    const record = createGroupCommit({ write: writer.write, isForAll: () => true });
    const outcomeOf = (item: number) => record(item).catch((error: Error) => error.message);
    const outcomes = [outcomeOf(1)];
    await nextTurn();
    outcomes.push(...[2, 3].map(outcomeOf));
    await writer.end(fail('away'));
    await writer.end(fail('away'));
    assert.deepEqual(await Promise.all(outcomes), ['away', 'away', 'away']);
    assert.deepEqual(writer.batches, [[1], [2, 3]]);
    const later = record(4);
    await nextTurn();
    await writer.end();
    await later;
  });
});
