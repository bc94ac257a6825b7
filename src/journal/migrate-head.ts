/** The version of the heads that this nineam writes. */
export const HEAD_VERSION = 2;

type Wire = Readonly<Record<string, unknown>>;

/**
 * How the fields of a head become those of the next version, by the version that they have. Heads on the disk stay as
 * they were written.
 *
 * | from | to | what is added |
 * |---|---|---|
 * | 1 | 2 | `template_id`, `organization_id`, `flags`, `parameter_names`: what resuming a run takes; `flags` is `null`, since nobody knows them |
 */
const MIGRATIONS: ReadonlyMap<number, (head: Wire) => Wire> = new Map([
  [1, (head: Wire) => ({ ...head, template_id: '', organization_id: '', flags: null, parameter_names: [] })],
]);

/** The head's fields in the present version; `null` when its own is not one that this nineam knows. */
export function migrateHead(head: Wire): Wire | null {
  let version = head['version'];
  let migrated = head;
  while (version !== HEAD_VERSION) {
    const step = typeof version === 'number' ? MIGRATIONS.get(version) : undefined;
    if (step === undefined || typeof version !== 'number') return null;
    migrated = step(migrated);
    version += 1;
  }
  return migrated;
}
