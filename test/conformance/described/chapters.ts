import { begin, MAIN_SERVER } from '../cases/begin.js';
import type { OurOptions } from '../subject.js';
import type { World } from '../world.js';
import { clockCases, clockOptions } from './by-the-clock.js';
import { deploymentCases } from './deployment.js';
import type { DescribedCase } from './described-case.js';
import { firstUserCases } from './first-user.js';
import { listCases, listOptions } from './lists.js';
import { peopleCases } from './people.js';
import { queueCases, queueOptions } from './queue.js';
import { Stage, stageOptions } from './stage.js';
import { strangerCases } from './strangers.js';
import { templateCases } from './templates.js';
import { workspaceCases } from './workspaces.js';

/** Described cases that are had one after the other with one deployment. */
export interface DescribedChapter {
  readonly title: string;
  readonly ours: OurOptions;
  readonly setUp: (world: World) => Promise<void>;
  readonly cases: readonly DescribedCase[];
}

const stage = new Stage();

const setUp = (world: World) => begin(world, MAIN_SERVER);

export const DESCRIBED_CHAPTERS: readonly DescribedChapter[] = [
  {
    title: 'what was not recorded',
    ours: stageOptions,
    setUp,
    cases: [...deploymentCases(), ...peopleCases(stage), ...templateCases(stage), ...workspaceCases(stage)],
  },
  { title: 'the first user', ours: { firstUser: false }, setUp: async () => {}, cases: firstUserCases() },
  { title: 'streams of others', ours: stageOptions, setUp, cases: strangerCases(new Stage()) },
  { title: 'long lists', ours: listOptions, setUp, cases: listCases(new Stage()) },
  { title: 'builds in a row', ours: queueOptions, setUp, cases: queueCases(new Stage()) },
  { title: 'what happens by the clock', ours: clockOptions, setUp, cases: clockCases(new Stage()) },
];
