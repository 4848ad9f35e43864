/** Works through items, so many at once, until there are no more or the signal aborts. Rejects with the first rejection. */
export async function inTurn<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  atOnce: number,
  signal: AbortSignal | undefined,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const source = (async function* () {
    yield* items;
  })();
  const worker = async () => {
    while (signal?.aborted !== true) {
      const next = await source.next();
      if (next.done) return;
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
