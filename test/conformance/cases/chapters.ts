import type { EmbeddedTemplate } from '../../../src/embedded/index.js';
import { agents } from './agents.js';
import { answersWithoutWork } from './answers-without-work.js';
import { autostart } from './autostart.js';
import { MAIN_SERVER, SECOND_SERVER } from './begin.js';
import { failedBuild } from './builds-that-fail.js';
import { buildsThatWait } from './builds-that-wait.js';
import type { Chapter } from './case.js';
import { lifeOfAWorkspace } from './life-of-a-workspace.js';
import { randomLetters } from './names.js';
import { rateLimits } from './rate-limits.js';
import { reaper } from './reaper.js';
import { userCases } from './users.js';
import { usersOfARun } from './users-of-a-run.js';

const MS = 1_000;
const SECOND = 1_000 * MS;

const constant = (value: number) => ({ kind: 'constant', value }) as const;
const serviceTime = (us: number) => ({ start: constant(us), stop: constant(us), delete: constant(us) });

/**
 * The two templates of the recorded server, the older one first. Whether members may cancel builds was changed on the
 * way, and an agent was started for one workspace only.
 */
function templates(membersCancel: boolean, neverConnectRate = 1): readonly EmbeddedTemplate[] {
  const common = { stages: 'echo', allowUserCancelWorkspaceJobs: membersCancel } as const;
  const agents = { names: ['main'], neverConnectRate, connectionTimeoutUs: 0, uptime: constant(5 * SECOND) };
  return [
    { name: 'plain', ...common },
    { name: 'agent', ...common, agents },
  ];
}

/** Every case, in the order of the recordings. */
export const CHAPTERS: readonly Chapter[] = [
  {
    title: 'a member and a workspace, from the first answers to the last',
    ours: {
      templates: templates(false),
      parameters: { provisioners: 3, serviceTime: serviceTime(SECOND / 2) },
    },
    recordedServer: MAIN_SERVER,
    setUp: async ({ correspondence }) => {
      correspondence.part('knmmrb', randomLetters());
    },
    cases: [...answersWithoutWork, ...userCases, ...lifeOfAWorkspace()],
  },
  {
    title: 'an agent that connects and goes',
    needs: ['an agent that connects'],
    ours: { templates: templates(false, 0), timeScale: 10 },
    recordedServer: MAIN_SERVER,
    ...agents,
  },
  {
    title: 'rate limits',
    needs: ['the default rate limits'],
    ours: { templates: templates(false) },
    recordedServer: SECOND_SERVER,
    cases: rateLimits,
  },
  {
    title: 'a build that fails',
    needs: ['builds that fail'],
    ours: {
      templates: templates(false),
      parameters: {
        serviceTime: serviceTime(SECOND / 10),
        failureRate: { start: 1, stop: 0, delete: 0 },
        failureCauses: [{ weight: 1, kind: 'reported', error: 'injected failure', errorCode: null }],
      },
    },
    recordedServer: MAIN_SERVER,
    ...failedBuild,
  },
  {
    title: 'builds that wait and are canceled',
    needs: ['builds that take a while', 'builds that wait'],
    ours: {
      templates: templates(true),
      // 29 are dead when the first job comes, and still listed for a while, as those of the process before were.
      parameters: {
        provisioners: 30,
        provisionerChanges: [{ kind: 'die', count: 29, afterUs: 0 }],
        serviceTime: serviceTime(20 * SECOND),
      },
    },
    recordedServer: MAIN_SERVER,
    ...buildsThatWait(),
  },
  {
    title: 'an autostart',
    needs: ['a fast clock'],
    ours: { templates: templates(true), timeScale: 60 },
    recordedServer: MAIN_SERVER,
    ...autostart,
  },
  {
    title: 'a build that nobody takes',
    needs: ['a fast clock', 'builds that wait'],
    ours: {
      templates: templates(true),
      timeScale: 600,
      parameters: { provisioners: 1, serviceTime: serviceTime(7200 * SECOND) },
    },
    recordedServer: SECOND_SERVER,
    ...reaper(),
  },
  {
    title: 'the users of a run',
    ours: { templates: templates(true), parameters: { serviceTime: serviceTime(SECOND / 10) } },
    recordedServer: MAIN_SERVER,
    ...usersOfARun,
  },
];
