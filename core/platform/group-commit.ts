/** What is written together at most: a commit of so many is still short, and fits into PostgreSQL's cache of subtransactions (64). */
const maxTogether = 50;

type Waiting<T> = { item: T; resolve: () => void; reject: (error: unknown) => void };

/**
 * Group commit (DeWitt et al., SIGMOD 1984): what arrives while one batch is being written is written together in the
 * next, in the order of arrival. Nothing waits for a time: who is alone is written in the same turn of the event loop, with
 * whatever else that turn brings.
 * @param write one batch, whole or not at all, and says of each item why it was refused, if it was. When it throws, each
 * item of the batch is written alone, so that one that cannot be written does not take the others with it.
 * @param isForAll whether an error of `write` would meet each of them alone as well
 * @returns a function that resolves once its item is written and rejects when it is not
 */
export function createGroupCommit<T>({
  write,
  isForAll,
}: {
  write: (batch: readonly T[]) => Promise<readonly (Error | undefined)[]>;
  isForAll: (error: unknown) => boolean;
}): (item: T) => Promise<void> {
  const queue: Waiting<T>[] = [];
  let isWriting = false;

  async function writeBatch(batch: readonly Waiting<T>[]): Promise<void> {
    try {
      const refusals = await write(batch.map(({ item }) => item));
      for (const [place, waiting] of batch.entries()) {
        const refusal = refusals[place];
        if (refusal) waiting.reject(refusal);
        else waiting.resolve();
      }
    } catch (error) {
      if (batch.length > 1 && !isForAll(error)) for (const waiting of batch) await writeBatch([waiting]);
      else for (const waiting of batch) waiting.reject(error);
    }
  }

  async function writeAll(): Promise<void> {
    while (queue.length > 0) await writeBatch(queue.splice(0, maxTogether));
    isWriting = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (isWriting) return;
      isWriting = true;
      setImmediate(() => void writeAll());
    });
}
