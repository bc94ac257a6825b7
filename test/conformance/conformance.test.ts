import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { begin } from './cases/begin.js';
import { CHAPTERS } from './cases/chapters.js';
import { ClosingTable, type Outcome, purposeTable } from './closing-table.js';
import { DESCRIBED_CHAPTERS } from './described/chapters.js';
import { NOT_SERVED } from './described/not-served.js';
import { DIFFERENCES_ON_PURPOSE } from './differences-on-purpose.js';
import { RECORDINGS } from './recordings.js';
import { removeWhatIsLeft } from './remove-what-is-left.js';
import { type Result, runCase, runDescribedCase } from './run-case.js';
import { DESCRIBED_ROUTES } from './schema/description.js';
import { foreignDeployment, type Need, type OurOptions, startOurs } from './subject.js';
import { Client } from './wire/client.js';
import { PATIENCE_MS } from './wire/until.js';
import { World } from './world.js';

/** `NINEAM_CONFORMANCE_URL` and `NINEAM_CONFORMANCE_TOKEN` name a deployment; by default it is ours. */
const foreign = foreignDeployment(process.env);
const table = new ClosingTable();
/** No test ends before what it waits for. */
const timeout = PATIENCE_MS + 5_000;
const unusedPurposes = new Set(DIFFERENCES_ON_PURPOSE);
const succeeded = new Set<string>();

/** What our own deployment is made to have, and somebody else's cannot be asked for. */
function lacking(...needs: readonly (readonly Need[] | undefined)[]): readonly Need[] {
  return foreign === null ? [] : needs.flatMap((some) => some ?? []);
}

async function enter(ours: OurOptions): Promise<World> {
  const subject = foreign ?? (await startOurs(ours));
  return new World(subject, new Client(subject));
}

async function leave(world: World | undefined): Promise<void> {
  world?.end();
  if (world !== undefined && foreign !== null) await removeWhatIsLeft(world);
  for (const route of world?.client.succeeded ?? []) succeeded.add(route);
  await world?.subject.close();
}

/** What a run that was thrown out of had to say. */
async function problemsOf(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    return { problems: [String(error)], purposes: new Set() };
  }
}

describe.each(CHAPTERS)('$title', { timeout }, (chapter) => {
  let world: World | undefined;

  beforeAll(async () => {
    if (lacking(chapter.needs).length > 0) return;
    world = await enter(chapter.ours);
    await begin(world, chapter.recordedServer);
    await chapter.setUp?.(world);
  }, timeout);

  afterAll(() => leave(world), timeout);

  it.for(chapter.cases)('$exchange', async (one, { skip }) => {
    const missing = lacking(chapter.needs, one.needs);
    if (missing.length > 0) {
      table.count(one.resource, 'not run');
      if (one.laterCasesCountOnIt === true && world !== undefined) await one.before?.(world);
    }
    skip(missing.length > 0, `needs ${missing.join(', ')}`);
    const { problems, purposes } = await problemsOf(async () => runCase(one, world!));
    for (const purpose of purposes) unusedPurposes.delete(purpose);
    const good: Outcome = purposes.size === 0 ? 'as recorded' : 'differs on purpose';
    table.count(one.resource, problems.length === 0 ? good : 'failed');
    expect(problems).toEqual([]);
  });
});

describe.each(DESCRIBED_CHAPTERS)('$title', { timeout }, (chapter) => {
  let world: World | undefined;

  beforeAll(async () => {
    world = await enter(chapter.ours);
    await chapter.setUp(world);
  }, timeout);

  afterAll(() => leave(world), timeout);

  it.for(chapter.cases)('$title', async (one, { skip }) => {
    const missing = lacking(one.needs, one.onPurpose === undefined ? [] : ['nineam itself']);
    if (missing.length > 0) table.count(one.resource, 'not run');
    skip(missing.length > 0, `needs ${missing.join(', ')}`);
    const { problems } = await problemsOf(async () => ({
      problems: await runDescribedCase(one, world!),
      purposes: new Set(),
    }));
    const good: Outcome = one.onPurpose === undefined ? 'as described' : 'differs on purpose';
    table.count(one.resource, problems.length === 0 ? good : 'failed');
    expect(problems).toEqual([]);
  });
});

describe('the list of cases', () => {
  it('has every recorded exchange once', () => {
    const exchanges = CHAPTERS.flatMap(({ cases }) => cases.map(({ exchange }) => exchange));
    expect(exchanges).toEqual([...RECORDINGS.keys()]);
  });

  it.runIf(foreign === null)('names no difference on purpose that no answer shows', () => {
    expect([...unusedPurposes].map(({ what }) => what)).toEqual([]);
  });

  it.runIf(foreign === null)('has every described route answer, but those that are not served', () => {
    const silent = DESCRIBED_ROUTES.map(({ name }) => name).filter((name) => !succeeded.has(name));
    expect(silent.toSorted()).toEqual([...NOT_SERVED.keys()].toSorted());
  });
});

describe.runIf(foreign === null)('docs/embedded.md', () => {
  it('has the closing table of this run', () => {
    const page = readFileSync(new URL('../../docs/embedded.md', import.meta.url), 'utf8');
    const [, written] = /<!-- closing table -->\n+([\s\S]*?)\n+<!-- \/closing table -->/.exec(page) ?? [];
    expect(written).toBe(closingTable());
  });
});

/** How many cases ended how, and of our own deployment what differs on purpose. */
function closingTable(): string {
  return foreign === null ? `${table}\n\n${purposeTable()}` : `${table}`;
}

afterAll(() => {
  const asked = foreign === null ? 'our own deployment' : `the deployment at ${foreign.url}`;
  process.stdout.write(
    `\nConformance of ${asked}, ${RECORDINGS.size} recorded exchanges\n\n${closingTable()}\n`,
  );
});
