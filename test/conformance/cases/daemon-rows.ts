import type { Leeway } from '../compare/answers.js';

interface DaemonRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly created_at: string;
}

/**
 * Which provisioner has a job and which had one before is chance; how many have one, and what such rows look like, is
 * not. So the busy rows compare with the busy rows.
 */
export const whicheverProvisioner: Leeway = {
  align: (body) => {
    const rows = body as readonly DaemonRow[];
    return rows.toSorted((a, b) => Number(b.status === 'busy') - Number(a.status === 'busy'));
  },
  free: [
    {
      path: /^\$\[\d+\]\.previous_job$/,
      rule: 'what it did before, or null',
      allows: (_, actual) => actual === null || Object.keys(actual as object).length === 5,
      depth: 'all',
    },
    {
      path: /^\$\[\d+\]\.name$/,
      rule: 'a name of its own',
      allows: (_, actual) => typeof actual === 'string' && actual !== '',
      depth: 'all',
    },
    {
      path: /^\$\[\d+\]\.created_at$/,
      rule: 'when it came up',
      allows: (_, actual) => typeof actual === 'string' && !Number.isNaN(Date.parse(actual)),
      depth: 'all',
    },
  ],
};

/** @throws Error unless every row has its own id and name and the youngest provisioner comes first. */
export function expectRowsInOrder(body: unknown): void {
  const rows = body as readonly DaemonRow[];
  for (const key of ['id', 'name'] as const) {
    if (new Set(rows.map((row) => row[key])).size !== rows.length) throw new Error(`rows share their ${key}`);
  }
  const created = rows.map(({ created_at }) => Date.parse(created_at));
  if (created.some((ms, i) => ms > (created[i - 1] ?? ms))) throw new Error('not the youngest first');
}
