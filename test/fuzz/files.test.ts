import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/cli/config-file.js';
import { readRichParameterFile } from '../../src/cli/rich-parameter-file.js';
import { readScheduleImport } from '../../src/embedded/population/schedule-import.js';
import { readState } from '../../src/embedded/state/deployment-state.js';
import { readTemplateFile } from '../../src/embedded/template-file.js';
import { JournalError, listHeads, listRuns, RunJournal, readJournal, seal } from '../../src/journal/index.js';
import { scanEvents } from '../../src/journal/read-journal.js';
import { decodeHead } from '../../src/journal/run-head.js';
import { decodeSavedRun, SavedRunError } from '../../src/report/index.js';
import { reportOfSavedRun } from '../../src/report/saved/index.js';
import { findSavedRun } from '../../src/run/saved-runs.js';
import { isOurUser, namePrefix } from '../../src/scaletest/names/index.js';
import { ConfigError } from '../../src/storm/index.js';
import { SystemClock, TimeZones } from '../../src/time/index.js';
import { anyText, expectUnpolluted, likeJson, longTexts, readsOrRefuses, runs } from './fuzz.js';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const HEAD = {
  version: 1,
  run_id: '5f0c7c52-6a3e-4a6e-9d3e-0b8f6a1d2c3b',
  prefix: 'k3x9q0az',
  url: 'https://coder.example.com',
  count: 200,
  template_name: 'docker',
  created_at: '2026-11-23T22:10:50.994Z',
  nineam_version: '0.1.0',
  writer_pid: 4711,
  writer_host: 'laptop',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nineam-fuzz-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bytes with some of them exchanged, and cut off somewhere. */
function likeBytes(valid: Buffer): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 5 }), fc.nat(), fc.boolean())
    .map(([changes, end, cut]) => {
      const bytes = Buffer.from(valid);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return cut ? bytes.subarray(0, end % bytes.length) : bytes;
    });
}

describe('a journal of anybody’s making', () => {
  it('is read as far as it is whole, whatever its bytes', async () => {
    const whole = await readFile(join(FIXTURES, 'journal/whole.ndjson'));
    const bytes = fc.oneof(
      likeBytes(whole),
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        const { value } = readsOrRefuses(() => scanEvents(given)) as { value: ReturnType<typeof scanEvents> };
        expect(value.length).toBeLessThanOrEqual(given.length);
      }),
      runs(200),
    );
  });

  it('with valid seals around anything has records of the known kinds, with no field that they do not have', () => {
    const record = {
      sequence: 1,
      at_ms: 5,
      type: 'user_created',
      index: 0,
      user_id: 'u',
      username: 'scaletest-x-0',
    };
    fc.assert(
      fc.property(likeJson(record), (fields) => {
        if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return;
        if (Object.keys(fields).length === 0) return;
        const line = Buffer.from(seal(fields as Record<string, unknown>));
        const { records } = scanEvents(line);
        const known = ['type', 'index', 'userId', 'username', 'sequence', 'atMs'];
        for (const read of records) for (const key of Object.keys(read)) expect(known).toContain(key);
        expectUnpolluted();
      }),
      runs(150),
    );
  });

  it('has a head that names a run by letters and digits alone, or is refused', () => {
    fc.assert(
      fc.property(likeJson(HEAD), fc.boolean(), (fields, newline) => {
        if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return;
        if (Object.keys(fields).length === 0) return;
        const text = seal(fields as Record<string, unknown>);
        const bytes = Buffer.from(newline ? text : text.slice(0, -1));
        const read = readsOrRefuses(() => decodeHead(bytes, 'head.json'), JournalError);
        if (read === 'refused') return;
        expect(`${read.value.runId}${namePrefix(read.value)}`).toMatch(/^[0-9a-z-]+$/);
      }),
      runs(150),
    );
  });

  it.each([
    ['a path as its prefix', { prefix: '../../x' }],
    ['no prefix', { prefix: '' }],
    ['a search as its prefix', { prefix: 'a owner:me' }],
    ['no run', { run_id: '' }],
    ['a search as its run', { run_id: '5f0c7c52 status:active' }],
    ['letters as its run that begin any mark', { run_id: '-' }],
  ])('with %s is listed with its problem, and nothing is looked for by it', async (name, fields) => {
    const root = join(folder, `runs of ${name}`);
    await mkdir(join(root, 'one'), { recursive: true });
    await writeFile(join(root, 'one', 'head.json'), seal({ ...HEAD, ...fields }));
    const [listed] = await listRuns(root);
    expect(listed?.head).toBeNull();
    expect(listed?.problem).toContain('names no run');
    expect(await listHeads(root)).toEqual([]);
  });

  it('cannot make a user ours whose name and mark are not those of its run', () => {
    const texts = anyText('scaletest-k3x9q0az-0', 'nineam-5f0c7c52-6a3e-4a6e-9d3e-0b8f6a1d2c3b');
    const run = decodeHead(Buffer.from(seal(HEAD)), 'head.json');
    fc.assert(
      fc.property(texts, texts, (username, name) => {
        if (!isOurUser({ username, name }, run)) return;
        expect(name).toBe('nineam-5f0c7c52-6a3e-4a6e-9d3e-0b8f6a1d2c3b');
        expect(username).toMatch(/^scaletest-k3x9q0az-\d+$/);
      }),
      runs(150),
    );
  });

  it('that is a link is not written to', async () => {
    const run = join(folder, 'linked', 'run');
    const victim = join(folder, 'victim');
    await mkdir(run, { recursive: true });
    await writeFile(victim, 'a file of somebody, without a line end');
    await writeFile(join(run, 'head.json'), seal(HEAD));
    await symlink(victim, join(run, 'events.ndjson'));
    await expect(RunJournal.reopen({ folder: run, realClock: new SystemClock() })).rejects.toThrow(
      JournalError,
    );
    expect(await readFile(victim, 'utf8')).toBe('a file of somebody, without a line end');
  });

  it('is for its owner’s eyes, and so is its folder', async () => {
    const root = join(folder, 'state', 'runs');
    const head = decodeHead(Buffer.from(seal(HEAD)), 'head.json');
    const journal = await RunJournal.create({ root, head, realClock: new SystemClock() });
    await journal.close('clean');
    const modes = await Promise.all(
      [root, journal.folder, join(journal.folder, 'head.json'), join(journal.folder, 'events.ndjson')].map(
        async (path) => ((await stat(path)).mode & 0o777).toString(8),
      ),
    );
    expect(modes).toEqual(['700', '700', '600', '600']);
    expect((await readJournal(journal.folder)).closed).toBe('clean');
  });
});

describe('the name of a run', () => {
  it('leads to a run of the state folder, to a file that it names outright, or to a refusal', async () => {
    const names = anyText('last', '5f0c7c52', '20261123T221050Z-k3x9q0az', '../../etc', './result.json');
    await fc.assert(
      fc.asyncProperty(names, async (words) => {
        const query = { stateDir: join(folder, 'nowhere'), cwd: folder };
        await expect(findSavedRun(words, query)).rejects.toBeInstanceOf(ConfigError);
      }),
      runs(60),
    );
  });
});

describe('the results of a run of anybody’s making', () => {
  it('are read as a whole, or refused', async () => {
    const whole = await readFile(join(FIXTURES, 'results/version-1.json'));
    fc.assert(
      fc.property(likeBytes(whole), (bytes) => {
        readsOrRefuses(() => decodeSavedRun(bytes, 'result.json'), SavedRunError);
      }),
      runs(40),
    );
    const { crc: _, ...fields } = JSON.parse(whole.toString());
    fc.assert(
      fc.property(likeJson(fields), (changed) => {
        if (typeof changed !== 'object' || changed === null || Array.isArray(changed)) return;
        if (Object.keys(changed).length === 0) return;
        const sealed = Buffer.from(seal(changed as Record<string, unknown>));
        const read = readsOrRefuses(() => decodeSavedRun(sealed, 'result.json'), SavedRunError);
        if (read !== 'refused') readsOrRefuses(() => reportOfSavedRun(read.value), ConfigError);
      }),
      runs(100),
    );
  });
});

describe('files that a person names', () => {
  const file = (name: string) => join(folder, name);

  it('as a configuration are an object of flags, or refused in words', async () => {
    await fc.assert(
      fc.asyncProperty(anyText('{"workspace-count": 500, "parameter": ["a=b"]}'), async (text) => {
        await writeFile(file('config.json'), text);
        const read = await readConfigFile('config.json', folder).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toBeInstanceOf(ConfigError);
        expectUnpolluted();
      }),
      runs(80),
    );
  });

  it('as parameters are names and values, or refused in words, soon', async () => {
    const texts = fc.oneof(
      anyText('region: eu\n# x\nsize: "4"\n', '{"region": "eu", "n": 4}'),
      fc.constantFrom(...longTexts('a :', '"x')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        await writeFile(file('parameters.yaml'), text);
        const startedMs = performance.now();
        const read = await readRichParameterFile('parameters.yaml', folder).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toBeInstanceOf(ConfigError);
        else
          for (const { name, value } of read as { name: unknown; value: unknown }[])
            expect([typeof name, typeof value]).toEqual(['string', 'string']);
        expect(performance.now() - startedMs).toBeLessThan(10_000);
        expectUnpolluted();
      }),
      runs(80),
    );
  });

  it('as schedules are workspaces or problems', () => {
    const zones = new TimeZones();
    const csv =
      'owner,workspace,schedule,time_zone,ttl\nalice,dev,CRON_TZ=Europe/Berlin 0 9 * * 1-5,,1h\n"b""o",dev,"0 9 * * 1",UTC,\n';
    fc.assert(
      fc.property(anyText(csv), (text) => {
        expect(readsOrRefuses(() => readScheduleImport(text, zones))).not.toBe('refused');
      }),
      runs(80),
    );
    for (const text of longTexts('"', 'a\n', '""'))
      readsOrRefuses(() => readScheduleImport(`${csv}${text}`, zones));
  });

  it('as templates are templates or problems', () => {
    const template = {
      name: 'docker',
      defaultTtl: '8h',
      serviceTimes: { start: { p50: '45s', p95: '90s' } },
    };
    fc.assert(
      fc.property(likeJson([template]), (json) => {
        expect(readsOrRefuses(() => readTemplateFile(JSON.stringify(json) ?? ''))).not.toBe('refused');
      }),
      runs(80),
    );
  });

  it('as a saved deployment are refused when a bit of them is not what was saved', () => {
    const saved = { format: 'nineam-deployment', version: 1, sha256: 'x', state: {} };
    fc.assert(
      fc.property(likeJson(saved), (json) => {
        expect(readsOrRefuses(() => readState(json), ConfigError)).toBe('refused');
      }),
      runs(80),
    );
  });
});
