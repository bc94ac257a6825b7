import { describe, expect, it } from 'vitest';
import type { PopulationOptions } from '../../../src/embedded/index.js';
import { readScheduleImport } from '../../../src/embedded/population/schedule-import.js';
import { ConfigError } from '../../../src/storm/index.js';
import { OTHER_UUID, START_MS, seededBytes, TestDeployment, testParameters } from '../harness.js';

const START_US = START_MS * 1000;
const FORTY_SECONDS = { kind: 'constant', value: 40e6 } as const;

function populated(
  population: PopulationOptions,
  options: ConstructorParameters<typeof TestDeployment>[0] = {},
): TestDeployment {
  return new TestDeployment({ startMs: START_MS, population, ...options });
}

const seeded = (users: number, workspaces: number, schedules = true): PopulationOptions => ({
  seeded: { users, workspaces, schedules },
});

const imported = (...rows: string[]): PopulationOptions => {
  const file = readScheduleImport(['owner,workspace,schedule,status,owner_status,ttl', ...rows].join('\n'));
  expect(file.problems).toEqual([]);
  return { imported: file.workspaces };
};

const listed = async (deployment: TestDeployment) =>
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  (await deployment.expect(200, 'GET', '/api/v2/workspaces')).body as { count: number; workspaces: any[] };

describe('a seeded deployment', () => {
  const deployment = populated(seeded(160, 200), {
    parameters: { seed: 'morning', serviceTime: { ...testParameters.serviceTime!, start: FORTY_SECONDS } },
  });

  it('holds as many users and workspaces as asked for, beside its owner', async () => {
    const { count } = await listed(deployment);
    const users = await deployment.expect(200, 'GET', '/api/v2/users');
    expect(count).toBe(200);
    expect(users.body.count).toBe(161);
  });

  it('has workspaces in every state of a real morning', async () => {
    const { workspaces } = await listed(deployment);
    const states = new Set(workspaces.map((workspace) => workspace.latest_build.status));
    expect(states).toContain('stopped');
    expect(states).toContain('running');
    expect(states).toContain('failed');
    const reasons = new Set(workspaces.map((workspace) => workspace.latest_build.reason));
    expect(reasons).toContain('autostart');
    expect(reasons).toContain('initiator');
    expect(workspaces.some((workspace) => workspace.dormant_at !== null)).toBe(true);
    expect(workspaces.some((workspace) => workspace.autostart_schedule === undefined)).toBe(true);
    expect(workspaces.some((workspace) => workspace.ttl_ms > 0)).toBe(true);
  });

  it('has dormant and suspended users', async () => {
    for (const status of ['dormant', 'suspended']) {
      const { body } = await deployment.expect(200, 'GET', `/api/v2/users?q=status:${status}`);
      expect(body.count, status).toBeGreaterThan(0);
    }
  });

  it('has nobody wake up to delete a workspace', () => {
    for (let i = 0; i < 10; i++) {
      const { deployment: one } = populated(seeded(20, 100), { parameters: { seed: `asleep ${i}` } });
      const deletes = [...one.model.builds()].filter(({ transition }) => transition === 'delete');
      expect(deletes).toHaveLength(2);
      for (const { workspace } of deletes)
        expect(one.workspaces.withHandle(workspace).owner.status).toBe('active');
      expect(one.workspaces.inOrder).toHaveLength(100);
    }
  });

  it('has everybody in one time zone if told so, and refuses one that there is not', () => {
    const oneZone = (timeZone: string) =>
      populated({ seeded: { users: 40, workspaces: 50, schedules: true, timeZone } }).deployment;
    const texts = oneZone('Asia/Tokyo').workspaces.inOrder.map(({ state }) => state.schedule?.text ?? '');
    expect(texts.filter((text) => text.startsWith('CRON_TZ=Asia/Tokyo ')).length).toBeGreaterThan(30);
    expect(texts.filter((text) => text !== '' && !text.includes('Asia/Tokyo'))).toEqual([]);
    expect(() => oneZone('Mars/Olympus')).toThrow(/population: timeZone: must be an IANA time zone/);
  });

  it('has schedules of many time zones, mostly on weekdays around nine, each with its next start', async () => {
    const { workspaces } = await listed(deployment);
    const scheduled = workspaces.filter((workspace) => workspace.autostart_schedule !== undefined);
    const texts: string[] = scheduled.map((workspace) => workspace.autostart_schedule);
    const zones = new Set(texts.map((text) => /CRON_TZ=(\S+)/.exec(text)?.[1]));
    expect(zones.size).toBeGreaterThan(8);
    const usual = texts.filter((text) => /\b(0|15|30|45) [89] \* \* (1-5|MON-FRI)$/.test(text));
    expect(usual.length).toBeGreaterThan(texts.length / 2);
    for (const workspace of scheduled) {
      if (workspace.dormant_at !== null || workspace.latest_build.transition !== 'stop') continue;
      if (workspace.latest_build.status !== 'stopped') continue;
      expect(Date.parse(workspace.next_start_at)).toBeGreaterThan(START_MS - 25 * 3_600_000);
    }
  });

  it('has records that the model made: nothing younger than the deployment’s first moment, all in order', () => {
    const { model, workspaces, users } = deployment.deployment;
    let last = 0;
    for (const build of model.builds()) {
      expect(build.createdUs).toBeGreaterThanOrEqual(last);
      last = build.createdUs;
      expect(build.createdUs).toBeLessThanOrEqual(START_US);
      if (build.completedUs !== null && build.startedUs !== null)
        expect(build.completedUs).toBeGreaterThanOrEqual(build.startedUs);
    }
    for (const workspace of workspaces.inOrder) {
      expect(workspace.createdUs).toBeGreaterThan(workspace.owner.createdUs);
      expect(users.inOrder).toContain(workspace.owner);
    }
  });

  it('keeps hardly a build waiting that the provisioners could have run', () => {
    const waits = [...deployment.deployment.model.builds()].flatMap((build) =>
      build.startedUs === null ? [] : [build.startedUs - build.createdUs],
    );
    waits.sort((a, b) => a - b);
    expect(waits[Math.floor(waits.length * 0.95)]).toBeLessThan(1e6);
    expect([...deployment.deployment.model.builds()].every((build) => !build.reaped)).toBe(true);
  });

  it('goes on: the next morning’s workspaces are started', () => {
    const next = populated(seeded(40, 60));
    const builds = () => [...next.deployment.model.builds()].filter((build) => build.createdUs > START_US);
    next.deployment.driver.touch();
    expect(builds()).toEqual([]);
    next.realClock.advanceBy(3 * 3_600_000);
    next.deployment.driver.touch();
    expect(builds().some((build) => build.reason === 'autostart')).toBe(true);
  });

  it('is the same for the same seed, whatever the keys, and another for another', () => {
    const facts = (seed: string, bytes: string) => {
      const { deployment: one } = populated(seeded(20, 30), {
        parameters: { seed },
        randomBytes: seededBytes(bytes),
      });
      return [...one.model.builds()].map((build) => ({
        name: one.workspaces.withHandle(build.workspace).state.name,
        owner: one.workspaces.withHandle(build.workspace).owner.username,
        createdUs: build.createdUs,
        completedUs: build.completedUs,
      }));
    };
    expect(facts('a', 'x')).toEqual(facts('a', 'y'));
    expect(facts('a', 'x')).not.toEqual(facts('b', 'x'));
  });

  it('uses only templates that need no answer and that some provisioner runs', () => {
    const { deployment: one } = populated(seeded(30, 60), {
      templates: [
        { name: 'asks', parameters: [{ name: 'size' }] },
        { name: 'old', deprecated: 'use plain' },
        { name: 'gpu', tags: { pool: 'gpu' } },
        { name: 'plain', parameters: [{ name: 'size', defaultValue: '4' }], defaultTtlMs: 3_600_000 },
      ],
    });
    const used = new Set(one.workspaces.all.map(({ template }) => template.name));
    expect([...used]).toEqual(['plain']);
    expect(one.workspaces.all[0]?.parameters).toEqual([{ name: 'size', value: '4' }]);
  });

  it('counts the time of changes of its provisioners from when it listens', () => {
    const changing = populated(seeded(10, 10), {
      parameters: {
        ...testParameters,
        provisionerChanges: [{ kind: 'add', afterUs: 60e6, count: 4, tags: {} }],
      },
    });
    const { model, driver } = changing.deployment;
    driver.touch();
    expect(model.provisioners()).toHaveLength(3);
    changing.realClock.advanceBy(61_000);
    driver.touch();
    expect(model.provisioners()).toHaveLength(7);
  });

  it('has no schedule when none is asked for', async () => {
    const { workspaces } = await listed(populated(seeded(20, 20, false)));
    expect(workspaces.every((workspace) => workspace.autostart_schedule === undefined)).toBe(true);
  });

  it('lets a seeded user be acted for, as on a real server', async () => {
    const [user] = deployment.deployment.users.inOrder.filter(
      (one) => !one.isOwner && one.status === 'active',
    );
    const key = await deployment.expect(201, 'POST', `/api/v2/users/${user?.id ?? OTHER_UUID}/keys`);
    const me = await deployment.expect(200, 'GET', '/api/v2/users/me', { token: key.body.key });
    expect(me.body.username).toBe(user?.username);
  });

  it('is refused without provisioners, without users for its workspaces, and without a first user', () => {
    const refusal = (population: PopulationOptions, options = {}): readonly string[] => {
      try {
        populated(population, options);
        return [];
      } catch (error) {
        return (error as ConfigError).problems;
      }
    };
    expect(refusal(seeded(1, 1), { parameters: { seed: 'a', provisioners: 0 } })).toEqual([
      'population: without untagged provisioners nothing was ever built; there must be some',
    ]);
    expect(refusal(seeded(0, 1))).toEqual(['population: workspaces need users to own them']);
    expect(refusal(seeded(1.5, -1))).toHaveLength(2);
    expect(refusal(seeded(1, 1), { firstUser: false })).toHaveLength(1);
    expect(refusal(imported('ada,dev,,,,'), {})).toEqual([]);
  });
});

describe('an imported population', () => {
  const deployment = populated(
    imported(
      'ada,dev,CRON_TZ=Europe/Berlin 30 9 * * 1-5,,,8h',
      'ada,web,,running,,',
      'Bob,dev,0 9 * * *,,suspended,',
      'admin,tools,,,,',
    ),
  );

  it('has exactly the owners and workspaces of the file, the owner of the deployment among them', async () => {
    const { workspaces } = await listed(deployment);
    expect(workspaces.map((one) => `${one.owner_name}/${one.name}`)).toEqual([
      'ada/web',
      'ada/dev',
      'admin/tools',
      'Bob/dev',
    ]);
    const { body } = await deployment.expect(200, 'GET', '/api/v2/users');
    expect(body.users).toMatchObject([
      { username: 'ada', email: 'ada@example.com', status: 'active' },
      { username: 'admin' },
      { username: 'Bob', status: 'suspended' },
    ]);
  });

  it('is stopped and scheduled, or running where the file says so', async () => {
    const { workspaces } = await listed(deployment);
    expect(workspaces).toMatchObject([
      { latest_build: { status: 'running', build_number: 3 }, next_start_at: null },
      {
        latest_build: { status: 'stopped', build_number: 2 },
        autostart_schedule: 'CRON_TZ=Europe/Berlin 30 9 * * 1-5',
        next_start_at: '2026-11-23T08:30:00Z',
        ttl_ms: 28_800_000,
      },
      { latest_build: { status: 'stopped' } },
      { latest_build: { status: 'stopped' }, next_start_at: '2026-11-23T09:00:00Z' },
    ]);
  });

  it('starts in its first minute, but not for a suspended owner', () => {
    const next = populated(imported('ada,dev,30 9 * * *,,,', 'bob,dev,30 9 * * *,,suspended,'));
    next.realClock.advanceBy(2 * 3_600_000);
    next.deployment.driver.touch();
    const started = [...next.deployment.model.builds()].filter((build) => build.reason === 'autostart');
    expect(
      started.map((build) => next.deployment.workspaces.withHandle(build.workspace).owner.username),
    ).toEqual(['ada']);
  });

  it('can stand beside a seeded one', async () => {
    const both = populated({ ...seeded(10, 20), ...imported('ada-abe,dev,,,,') });
    const { count } = await listed(both);
    expect(count).toBe(21);
  });

  it('names the lines whose template cannot be used', () => {
    const file = readScheduleImport(
      'owner,workspace,schedule,template\nada,a,,asks\nada,b,,gpu\nada,c,0 9 * * *,never\nada,d,,never\n',
    );
    const templates = [
      { name: 'asks', parameters: [{ name: 'size' }] },
      { name: 'gpu', tags: { pool: 'gpu' } },
      { name: 'never', allowUserAutostart: false },
    ];
    expect(() => populated({ imported: file.workspaces }, { templates })).toThrow(
      new ConfigError([
        'import: line 2: template: "asks" has a parameter without a default',
        'import: line 3: template: "gpu" has tags that no provisioner has',
        'import: line 4: schedule: "never" allows no autostart',
      ]),
    );
  });

  it('has each of its schedules still to come, up to the very minute in which it listens', () => {
    for (const secondsPast of [0, 0.3, 30]) {
      const startMs = START_MS + secondsPast * 1000;
      const minutes = ['45 7 * * *', '55 7 * * *', '59 7 * * *', '0 8 * * *', '1 8 * * *'];
      const rows = minutes.flatMap((text, i) =>
        Array.from({ length: 10 }, (_, j) => `u${i}-${j},dev,${text},,,`),
      );
      const { deployment: one } = populated(imported(...rows), {
        startMs,
        parameters: { ...testParameters, replicas: 3, tickPhasesUs: [0, 200_000, 59_900_000] },
      });
      const fired = [...one.model.builds()].filter(
        ({ createdUs, reason }) => reason === 'autostart' && createdUs < startMs * 1000,
      );
      expect(fired).toEqual([]);
      for (const { state } of one.workspaces.all) {
        expect(state.nextStartUs).toBeGreaterThanOrEqual(startMs * 1000);
      }
    }
  });

  it('has its owners act as active people until the end, whatever they are then', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `u${i},dev,,running,dormant,`);
    const { deployment: one } = populated(imported(...rows));
    expect(one.workspaces.all.map(({ state }) => state.latest.number)).toEqual(Array(20).fill(3));
    const people = one.users.inOrder.filter((user) => !user.isOwner);
    expect(people.map(({ status }) => status)).toEqual(Array(20).fill('dormant'));
    for (const user of people) expect(user.lastSeenUs).toBeGreaterThan(user.createdUs + 3_600e6);
  });

  it('runs what is to run, whatever time to live its template has', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `u${i},dev,,running,,${i === 0 ? '2h' : ''}`);
    const { deployment: one } = populated(imported(...rows), {
      templates: [{ name: 'short', defaultTtlMs: 3_600_000 }],
    });
    expect(one.workspaces.all.every(({ state }) => state.latest.transition === 'start')).toBe(true);
    expect(one.workspaces.all.map(({ state }) => state.ttlUs)).toEqual([7_200e6, ...Array(19).fill(null)]);
  });

  it('names the lines that say of the first user what is not so, or give away somebody’s address', () => {
    const file = (...rows: string[]) => ({
      imported: readScheduleImport(['owner,workspace,schedule,owner_status,email', ...rows].join('\n'))
        .workspaces,
    });
    expect(() => populated(file('Admin,a,,suspended,', 'bob,a,,,x@example.com'))).toThrow(
      new ConfigError([
        'import: line 2: owner_status: Admin is the first user, who is active, not suspended',
      ]),
    );
    expect(() => populated(file('bob,a,,,ADMIN@example.com', 'eve,a,,,x@example.com'))).toThrow(
      new ConfigError(['import: line 2: email: "ADMIN@example.com" is the address of admin already']),
    );
    expect(() => populated(file('admin,a,,active,admin@example.com'))).not.toThrow();
    const taken = populated(seeded(3, 3)).deployment.users.inOrder.find((user) => !user.isOwner)!;
    expect(() => populated({ ...seeded(3, 3), ...file(`eve,a,,,${taken.email}`) })).toThrow(
      new ConfigError([
        `import: line 2: email: "${taken.email}" is the address of ${taken.username} already`,
      ]),
    );
  });

  it('names the lines whose template there is not', () => {
    const file = readScheduleImport('owner,workspace,schedule,template\nada,a,,\nada,b,,huge\n');
    expect(() => populated({ imported: file.workspaces })).toThrow(
      new ConfigError(['import: line 3: template: there is no template "huge"']),
    );
  });
});
