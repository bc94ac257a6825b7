import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PASSWORD } from '../../embedded/harness.js';
import { type ExchangeStep, readConversation, type Step } from './conversation.js';
import { renamed, renamedText, splitLanes } from './lanes.js';
import { Player } from './player.js';
import { Purposes } from './purposes.js';
import { replayParameters, startWorld, type World } from './world.js';

const PURPOSES = new Purposes('cleanup');

const [RECORDED] = readConversation('cleanup-3');
const RECORDED_START_MS = Date.UTC(2026, 10, 23, 23, 26, 10);
/** The workspaces that the recorded command found, and their owners, by name. */
const RECORDED_NAMES = ['scaletest-abcd-0', 'scaletest-abcd-1', 'scaletest-abcd-2'];

interface Item {
  readonly id: string;
  readonly owner_id?: string;
}

const recordedItems = (path: RegExp, key: 'users' | 'workspaces'): readonly Item[] => {
  const listing = RECORDED!.steps.find((step) => step.kind === 'exchange' && path.test(step.path));
  return ((listing as ExchangeStep).responseBody as Record<string, readonly Item[]>)[key]!;
};
const RECORDED_WORKSPACES = recordedItems(/\/workspaces\?/, 'workspaces');
const RECORDED_USERS = recordedItems(/\/users\?/, 'users');

const LANES = splitLanes(
  RECORDED!.steps,
  RECORDED_WORKSPACES.map((workspace, i) => [workspace.id, RECORDED_USERS[i]!.id]),
);

/** The recorded steps for other leftovers: users and their workspaces of the same names. */
function stepsFor(leftovers: readonly string[]): Step[] {
  const namesOf = (i: number): [string, string][] => [[RECORDED_NAMES[i % 3]!.slice(10), leftovers[i]!]];
  const itemsFor = (items: readonly Item[]): unknown[] =>
    leftovers.map((_, i) =>
      JSON.parse(renamedText(LANES.lanes[i % 3]!, i, namesOf(i), JSON.stringify(items[i % 3]))),
    );
  const common = LANES.common.map((step): Step => {
    const body = step.kind === 'exchange' ? (step.responseBody as Record<string, unknown[]> | null) : null;
    if (step.kind !== 'exchange' || body === null || !('count' in body)) return step;
    const key = 'users' in body ? 'users' : 'workspaces';
    const full = body[key]!.length > 0;
    const items = full ? itemsFor(key === 'users' ? RECORDED_USERS : RECORDED_WORKSPACES) : [];
    // The count comes with the rows: of users there is none on a page without.
    const count = !full && key === 'users' ? 0 : leftovers.length;
    return { ...step, responseBody: { [key]: items, count } };
  });
  return [...common, ...leftovers.flatMap((_, i) => renamed(LANES.lanes[i % 3]!, i, namesOf(i)))];
}

/** Leaves users and workspaces behind, as a run that was killed. */
async function leaveBehind({ clock, deployment }: World, leftovers: readonly string[]): Promise<void> {
  const post = async (path: string, body: unknown): Promise<{ id: string }> => {
    const answer = await fetch(deployment.url + path, {
      method: 'POST',
      headers: { 'Coder-Session-Token': deployment.token },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  };
  const template = deployment.templates.find(({ name }) => name === 'plain')!;
  for (const mark of leftovers) {
    const user = await post('/api/v2/users', {
      username: `scaletest-${mark}`,
      email: `${mark}@scaletest.local`,
      password: PASSWORD,
      user_status: 'active',
      organization_ids: [deployment.organizationId],
    });
    await post(`/api/v2/users/${user.id}/workspaces`, {
      template_id: template.id,
      name: `scaletest-${mark}`,
    });
  }
  clock.advanceBy(60_000);
}

async function differencesOf(leftovers: readonly string[]): Promise<readonly string[]> {
  const world = await startWorld(RECORDED_START_MS, {
    templates: [{ name: 'plain', allowUserCancelWorkspaceJobs: true, stages: 'echo' }],
    parameters: { ...replayParameters, provisioners: 5 },
  });
  await leaveBehind(world, leftovers);
  const player = new Player(world, PURPOSES, 0);
  try {
    await player.play(stepsFor(leftovers));
    const headers = { 'Coder-Session-Token': world.deployment.token };
    const users = await fetch(`${world.deployment.url}/api/v2/users`, { headers });
    expect((await users.json()) as unknown).toMatchObject({ count: 1 });
    return [...player.differences, ...player.surplus];
  } finally {
    player.close();
    await world.end();
  }
}

/** Marks in the order in which users and workspaces are listed. */
const anyLeftovers = fc
  .uniqueArray(fc.stringMatching(/^[a-zA-Z0-9]{4}-[0-9]{1,3}$/), {
    minLength: 1,
    maxLength: 9,
    size: 'max',
    selector: (mark) => mark.toLowerCase(),
  })
  .map((marks) => marks.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));

describe('an embedded deployment that ‘coder exp scaletest cleanup’ talks to', () => {
  it('answers as was recorded, with the same three leftovers', async () => {
    expect(await differencesOf(['abcd-0', 'abcd-1', 'abcd-2'])).toEqual([]);
  });

  it('answers so whatever was left behind', async () => {
    await fc.assert(
      fc.asyncProperty(anyLeftovers, async (leftovers) => {
        expect(await differencesOf(leftovers)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('differs in all that is listed as meant, so that the list holds nothing else', () => {
    expect(PURPOSES.unused).toEqual([]);
  });
});
