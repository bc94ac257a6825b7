import { begin, MAIN_SERVER } from '../cases/begin.js';
import type { OurOptions } from '../subject.js';
import type { World } from '../world.js';
import { deploymentCases } from './deployment.js';
import type { DescribedCase } from './described-case.js';
import { firstUserCases } from './first-user.js';
import { peopleCases } from './people.js';
import { Stage, stageOptions } from './stage.js';
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

export const DESCRIBED_CHAPTERS: readonly DescribedChapter[] = [
  {
    title: 'what was not recorded',
    ours: stageOptions,
    setUp: (world) => begin(world, MAIN_SERVER),
    cases: [...deploymentCases(), ...peopleCases(stage), ...templateCases(stage), ...workspaceCases(stage)],
  },
  { title: 'the first user', ours: { firstUser: false }, setUp: async () => {}, cases: firstUserCases() },
];
