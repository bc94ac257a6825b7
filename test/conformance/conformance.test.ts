import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { begin } from './cases/begin.js';
import type { Case, Chapter } from './cases/case.js';
import { CHAPTERS } from './cases/chapters.js';
import { ClosingTable } from './closing-table.js';
import { DIFFERENCES_ON_PURPOSE } from './differences-on-purpose.js';
import { PENDING } from './pending.js';
import { RECORDINGS } from './recordings.js';
import { runCase } from './run-case.js';
import { foreignDeployment, startOurs } from './subject.js';
import { Client } from './wire/client.js';
import { World } from './world.js';

const foreign = foreignDeployment(process.env);
const table = new ClosingTable();
const unused = new Set(DIFFERENCES_ON_PURPOSE);

/** What a case needs and the deployment that is asked cannot be asked for. */
function missing(chapter: Chapter, one: Case): readonly string[] {
  return foreign === null ? [] : [...(chapter.needs ?? []), ...(one.needs ?? [])];
}

describe.each(CHAPTERS)('$title', (chapter) => {
  let world: World;

  beforeAll(async () => {
    if (foreign !== null && chapter.needs !== undefined) return;
    const subject = foreign ?? (await startOurs(chapter.ours));
    world = new World(subject, new Client(subject.url));
    await begin(world, chapter.recordedServer);
    await chapter.setUp?.(world);
  });

  afterAll(async () => {
    if (world === undefined) return;
    world.end();
    await world.subject.close();
  });

  it.for(chapter.cases)('$exchange', async (one, { skip }) => {
    const lacking = missing(chapter, one);
    if (lacking.length > 0) {
      table.count(one.resource, 'not run');
      if (one.laterCasesCountOnIt === true && chapter.needs === undefined) await one.before?.(world);
      skip(`needs ${lacking.join(', ')}`);
    }
    let problems: readonly string[];
    try {
      const result = await runCase(one, world);
      problems = result.problems;
      for (const purpose of result.purposes) unused.delete(purpose);
      if (problems.length === 0) {
        table.count(one.resource, result.purposes.size === 0 ? 'as recorded' : 'differs on purpose');
      }
    } catch (error) {
      problems = [String(error)];
    }
    if (problems.length > 0) table.count(one.resource, 'failed');
    if (PENDING.has(one.exchange)) expect(problems, 'no longer pending').not.toEqual([]);
    else expect(problems).toEqual([]);
  });
});

describe('the list of cases', () => {
  it('has every recorded exchange once', () => {
    const exchanges = CHAPTERS.flatMap(({ cases }) => cases.map(({ exchange }) => exchange));
    expect(exchanges).toEqual([...RECORDINGS.keys()]);
  });

  it.runIf(foreign === null)('names no difference on purpose that no answer shows', () => {
    expect([...unused].map(({ exchanges, path }) => `${exchanges} ${path}`)).toEqual([]);
  });
});

afterAll(() => {
  process.stdout.write(`\nConformance with ${RECORDINGS.size} recorded exchanges\n\n${table}\n`);
});
