/** A line of the access log of `nineam serve`, as far as the benchmarks read it. */
export interface AccessLine {
  readonly method: string;
  /** As documented, e.g. `/api/v2/workspaces/{workspace}`. */
  readonly route: string;
  readonly path: string;
  readonly status: number;
}

/** What requests are for. `once` is what a run asks before it creates anything. */
export type Purpose = 'once' | 'set-up' | 'observation' | 'cleanup';

export interface Kind {
  readonly purpose: Purpose;
  readonly name: string;
}

export function parseAccessLog(text: string): AccessLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AccessLine);
}

const kind = (purpose: Purpose, name: string): Kind => ({ purpose, name });

const WATCH_ALL = kind('observation', 'watch-all sockets');
const LIST_USERS = kind('cleanup', 'list users');
const STOP = kind('set-up', 'stop a workspace');
const DELETE = kind('cleanup', 'delete a workspace');
const SCHEDULE = kind('set-up', 'set a schedule, or try how fast that goes');
const CLEAR = kind('cleanup', 'clear a schedule');

/** Requests that mean the same whenever they are made after preflight. */
const BY_ROUTE: Readonly<Record<string, Kind>> = {
  'POST /api/v2/users': kind('set-up', 'create a user'),
  'POST /api/v2/users/login': kind('set-up', 'log a user in'),
  'POST /api/v2/users/{user}/workspaces': kind('set-up', 'create a workspace'),
  'DELETE /api/v2/users/{user}': kind('cleanup', 'delete a user'),
  'GET /api/v2/users': LIST_USERS,
  'GET /api/v2/workspaces': kind('observation', 'listings and counts of workspaces'),
  'GET /api/v2/workspaces/{workspace}': kind('observation', 'reads of a workspace'),
  'GET /api/v2/workspacebuilds/{workspacebuild}': kind('observation', 'reads of a build'),
  'GET /api/v2/organizations/{organization}/provisionerjobs': kind('observation', 'depth of the queue'),
  'GET /api/experimental/watch-all-workspacebuilds': WATCH_ALL,
};

/**
 * The kind of each request of one run of the autostart storm. The log holds no bodies, so the order says which: of the
 * builds asked for of a workspace, the first is the stop and the second the delete; of its schedules, the last is the
 * clearing; cleanup begins with its list of users. What cleanup lists of workspaces counts as observation.
 *
 * @throws Error for a request that no such run makes.
 */
export function kindsOf(lines: readonly AccessLine[]): Kind[] {
  const stopped = new Set<string>();
  const lastSchedule = new Map<string, number>();
  lines.forEach((line, at) => {
    if (line.route.endsWith('/autostart')) lastSchedule.set(line.path, at);
  });
  let stage = 'preflight';
  return lines.map((line, at) => {
    const found = kindOf(line, stopped, lastSchedule.get(line.path) === at);
    if (stage === 'preflight' && line.method === 'POST') stage = 'set-up';
    else if (stage === 'set-up' && found === SCHEDULE) stage = 'storm';
    else if (stage === 'storm' && found === LIST_USERS) stage = 'cleanup';
    if (stage === 'preflight' && found !== WATCH_ALL) return kind('once', 'preflight');
    return found.purpose === 'observation' ? kind('observation', `${found.name}, ${stage}`) : found;
  });
}

function kindOf(line: AccessLine, stopped: Set<string>, isLastSchedule: boolean): Kind {
  switch (`${line.method} ${line.route}`) {
    case 'POST /api/v2/workspaces/{workspace}/builds':
      if (stopped.has(line.path)) return DELETE;
      stopped.add(line.path);
      return STOP;
    case 'PUT /api/v2/workspaces/{workspace}/autostart':
      return isLastSchedule ? CLEAR : SCHEDULE;
    default: {
      const known = BY_ROUTE[`${line.method} ${line.route}`];
      if (known !== undefined) return known;
      if (line.method === 'GET') return kind('observation', line.route);
      throw new Error(`unexpected request: ${line.method} ${line.path}`);
    }
  }
}

/** How often each of the names occurs. */
export function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** @throws Error unless the run did for each workspace what a storm does, and was refused nothing. */
export function checkWork(lines: readonly AccessLine[], workspaces: number): void {
  const refused = lines.filter((line) => line.status >= 400);
  if (refused.length > 0) {
    throw new Error(`${refused.length} requests refused, the first ${JSON.stringify(refused[0])}`);
  }
  const counts = tally(kindsOf(lines).map(({ name }) => name));
  const once = ['create a user', 'log a user in', 'create a workspace', STOP.name, DELETE.name, CLEAR.name];
  for (const name of [...once, 'delete a user']) {
    if (counts.get(name) !== workspaces)
      throw new Error(`${name}: ${counts.get(name)} times, not ${workspaces}`);
  }
  const schedules = counts.get(SCHEDULE.name) ?? 0;
  if (schedules < workspaces) throw new Error(`${schedules} schedules set, not ${workspaces}`);
}
