import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, readConversation, type Step } from './conversation.js';
import { renamed, splitLanes } from './lanes.js';
import { nameText } from './names.js';
import { Player } from './player.js';
import { Purposes } from './purposes.js';
import { replayParameters, startWorld } from './world.js';

const PURPOSES = new Purposes('autostart');

const RECORDED: Command = readConversation('autostart-3')[0]!;
const RECORDED_START_MS = Date.UTC(2026, 10, 23, 22, 7, 21);
const RECORDED_SCHEDULE = 'CRON_TZ=UTC 9 22 * * *';
const MINUTE_MS = 60_000;

/** The recorded workspaces: their users, and their own names. */
const RECORDED_LANES = [
  { mark: 'cRGz1C4B-0', workspace: 'scaletest-0' },
  { mark: 'MIyKnkjj-1', workspace: 'scaletest-1' },
  { mark: 'cUmOebLV-2', workspace: 'scaletest-2' },
];
const LANES = splitLanes(
  RECORDED.steps,
  RECORDED_LANES.map(({ mark }) => [mark]),
);

interface Variation {
  /** One for every workspace. */
  readonly workspaces: readonly { readonly mark: string; readonly name: string }[];
  readonly template: string;
  readonly laterMinutes: number;
  /** How long every build takes. */
  readonly seconds: number;
}

function stepsOf({ workspaces, template }: Variation): Step[] {
  const common = JSON.stringify(LANES.common).replaceAll('"plain"', JSON.stringify(template));
  const steps = [...(JSON.parse(common) as Step[])];
  for (const [i, { mark, name }] of workspaces.entries()) {
    const lane = i % LANES.lanes.length;
    const recorded = RECORDED_LANES[lane]!;
    const names: [string, string][] = [
      [recorded.mark, `${mark}-${i}`],
      [JSON.stringify(recorded.workspace), JSON.stringify(name)],
      ['"plain"', JSON.stringify(template)],
    ];
    steps.push(...renamed(LANES.lanes[lane]!, i, names));
  }
  return steps;
}

async function differencesOf(variation: Variation): Promise<readonly string[]> {
  const laterMs = variation.laterMinutes * MINUTE_MS;
  const takes = { kind: 'constant', value: variation.seconds * 1e6 } as const;
  const world = await startWorld(RECORDED_START_MS + laterMs, {
    parameters: { ...replayParameters, serviceTime: { start: takes, stop: takes, delete: takes } },
    templates: [
      { name: variation.template, allowUserCancelWorkspaceJobs: false, stages: 'echo' },
      { name: 'agent', allowUserCancelWorkspaceJobs: false, stages: 'echo' },
    ],
  });
  const player = new Player(world, PURPOSES, laterMs);
  const at = new Date(Date.UTC(2026, 10, 23, 22, 9) + laterMs);
  player.correspondence.value(
    RECORDED_SCHEDULE,
    `CRON_TZ=UTC ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`,
  );
  try {
    await player.play(stepsOf(variation));
    const builds = world.deployment.exportBuilds();
    expect(builds.filter((build) => build.reason === 'autostart')).toHaveLength(variation.workspaces.length);
    expect(builds).toHaveLength(4 * variation.workspaces.length);
    return [...player.differences, ...player.surplus.map((text) => `surplus: ${text}`)];
  } finally {
    player.close();
    await world.end();
  }
}

const anyMark = fc.stringMatching(/^[a-zA-Z0-9]{8}$/);
const anyVariation = fc.record({
  workspaces: fc.array(fc.record({ mark: anyMark, name: nameText }), {
    minLength: 1,
    maxLength: 12,
    size: 'max',
  }),
  template: nameText.map((text) => `p${text}`.slice(0, 32).replace(/-$/, '')),
  laterMinutes: fc.integer({ min: 0, max: 7 * 24 * 60 }),
  seconds: fc.integer({ min: 1, max: 5 }),
});

describe('an embedded deployment that ‘coder exp scaletest autostart’ talks to', () => {
  it('answers as was recorded, with the same three users', async () => {
    const workspaces = RECORDED_LANES.map(({ mark, workspace }) => ({
      mark: mark.slice(0, 8),
      name: workspace,
    }));
    expect(await differencesOf({ workspaces, template: 'plain', laterMinutes: 0, seconds: 1 })).toEqual([]);
  });

  it('answers so whatever the number of users, their names, and the time', async () => {
    await fc.assert(
      fc.asyncProperty(anyVariation, async (variation) => {
        expect(await differencesOf(variation)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('differs in all that is listed as meant, so that the list holds nothing else', () => {
    expect(PURPOSES.unused).toEqual([]);
  });
});
