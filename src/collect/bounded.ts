/**
 * Runs `work` on every item, at most `limit` at a time, in order of the items. After the first failure no further
 * item is begun; those in flight are waited for, then the failure is thrown.
 */
export async function forEachBounded<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failure: { readonly thrown: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (failure !== undefined) {
        return;
      }
      try {
        await work(item);
      } catch (thrown) {
        failure ??= { thrown };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failure !== undefined) {
    throw failure.thrown;
  }
}
