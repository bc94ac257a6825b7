import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PASSWORD } from '../harness.js';
import { Bench } from './bench.js';
import { anyCommand, type Command, run } from './commands.js';

/** A workspace of each member, stopped and scheduled, so that commands and ticks have something to meet. */
const OPENING: readonly Command[] = [
  ...[0, 1].map((owner) => ({ kind: 'create workspace', args: [0, owner, 3, owner === 0, 0, false] })),
  { kind: 'advance', args: 20_000 },
  ...[0, 1].map((which) => ({ kind: 'create build', args: [0, which, 'stop', 2] })),
  { kind: 'advance', args: 20_000 },
];

/** Real time for all histories on a machine that has much else to do. */
const PATIENCE_MS = 180_000;

/** Two members, so that commands have somebody to meet. */
async function withMembers(provisioners: number): Promise<Bench> {
  const bench = new Bench(provisioners);
  for (const name of ['ada0q', 'bob1q']) {
    const email = `${name}@b.local`;
    const body = {
      username: name,
      email,
      password: PASSWORD,
      user_status: 'active',
      organization_ids: [bench.organizationId],
    };
    const { id } = (await bench.expect(201, null, 'POST', '/api/v2/users', body)).body;
    const login = await bench.expect(201, null, 'POST', '/api/v2/users/login', { email, password: PASSWORD });
    bench.oracle.users.push({ id, name, email, token: login.body.session_token, state: 'active' });
  }
  return bench;
}

const anyHistory = fc.record({
  provisioners: fc.integer({ min: 1, max: 3 }),
  commands: fc.array(anyCommand, { minLength: 1, maxLength: 50, size: 'max' }),
});

describe('the API', () => {
  it('keeps its rules whatever users, owner and time do', { timeout: PATIENCE_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ provisioners, commands }) => {
        const bench = await withMembers(provisioners);
        for (const command of [...OPENING, ...commands]) await run(bench, command);
        // In the end all builds end, and members see what is theirs.
        for (let minute = 0; minute < 3; minute++) await bench.advance(60_000);
        for (const { builds } of bench.oracle.workspaces) {
          const [latest] = builds.slice(-1);
          if (latest!.reason !== 'autostart') {
            expect(['succeeded', 'failed', 'canceled']).toContain(latest!.status);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
