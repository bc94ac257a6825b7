/** What belongs to one call, not to the run. The deployment's address stands in the head itself, to be compared only. */
const OF_ONE_CALL: ReadonlySet<string> = new Set([
  'url',
  'global-config',
  'state-dir',
  'yes',
  'no-progress',
  'resume',
]);

/** The flags with which a run goes on when it is resumed. */
export function keptFlags(
  items: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(items).filter(([name]) => !OF_ONE_CALL.has(name)));
}
