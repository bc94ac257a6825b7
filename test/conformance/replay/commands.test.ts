import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, Step } from './conversation.js';
import { readConversation } from './conversation.js';
import { nameText } from './names.js';
import { Player } from './player.js';
import { Purposes } from './purposes.js';
import { startWorld } from './world.js';

const PURPOSES = new Purposes('commands');

/** Shortly before the first command, and the day on which it was recorded. */
const START_MS = Date.UTC(2026, 10, 23, 22, 32, 20);

const COMMANDS = readConversation('commands');

interface Names {
  readonly workspace: string;
  readonly template: string;
  readonly token: string;
}

/** Our words for what the person at the command line chose. */
function inOurWords(steps: readonly Step[], names: Names): Step[] {
  const text = JSON.stringify(steps)
    .replaceAll('tourws2', names.workspace)
    .replaceAll('tour-token2', names.token)
    .replaceAll(/"plain"/g, JSON.stringify(names.template))
    .replaceAll('%22plain%22', `%22${names.template}%22`);
  return JSON.parse(text) as Step[];
}

/** Runs the commands up to this one, and tells how its answers differ; without one, how all answers do. */
async function differencesOf(names: Names, last?: Command): Promise<readonly string[]> {
  const world = await startWorld(START_MS, {
    templates: [
      { name: names.template, allowUserCancelWorkspaceJobs: false, stages: 'echo' },
      { name: 'agent', allowUserCancelWorkspaceJobs: false, stages: 'echo' },
    ],
  });
  const player = new Player(world, PURPOSES, 0);
  try {
    for (const command of COMMANDS) {
      if (last !== undefined) player.differences.length = 0;
      await player.play(inOurWords(command.steps, names));
      if (command === last) break;
    }
    return [...player.differences, ...player.surplus];
  } finally {
    player.close();
    await world.end();
  }
}

describe('an embedded deployment that Coder’s own command line talks to', () => {
  for (const command of COMMANDS) {
    it(`answers ‘${command.name}’ as was recorded`, async () => {
      const names = { workspace: 'tourws2', template: 'plain', token: 'tour-token2' };
      expect(await differencesOf(names, command)).toEqual([]);
    });
  }

  it('answers a whole session as was recorded, whatever things are called', async () => {
    const anyNames = fc.record({
      workspace: nameText,
      // Listed after the other template, as in the recording.
      template: nameText.map((text) => `p${text}`.slice(0, 32).replace(/-$/, '')),
      token: fc.stringMatching(/^[A-Za-z0-9._ -]{1,20}$/),
    });
    await fc.assert(
      fc.asyncProperty(anyNames, async (names) => {
        expect(await differencesOf(names)).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });

  it('differs in all that is listed as meant, so that the list holds nothing else', () => {
    expect(PURPOSES.unused).toEqual([]);
  });
});
