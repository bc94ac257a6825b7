import type { Answer } from '../wire/answer.js';
import type { WorkspaceView, World } from '../world.js';
import type { Chapter } from './case.js';

const WORKSPACE = 'f06d9c37-78f1-483a-9e2a-ecf3e4e6fefd';
const PLAIN = 'f109d0f3-18a8-4a0f-b883-6da7669658ef';
const SCHEDULE = 'CRON_TZ=UTC 51 22 * * 1';
const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

/** A stopped workspace whose schedule names a minute that comes soon, once a week. @returns That minute. */
async function scheduleSoon(world: World): Promise<number> {
  const body = { template_id: world.correspondence.idOf(PLAIN), name: 'sched' };
  const { id } = await world.command<WorkspaceView>('POST', '/users/me/workspaces', body);
  world.correspondence.settleId(WORKSPACE, id);
  await world.untilIdle(id);
  await world.command('POST', `/workspaces/${id}/builds`, { transition: 'stop' });
  await world.untilIdle(id);
  const { headers } = await world.client.askAside(world.subject.token, '/api/v2/buildinfo');
  const nowMs = Date.parse(headers.get('date') ?? '');
  const minuteMs = (Math.floor(nowMs / MINUTE_MS) + 2) * MINUTE_MS;
  const minute = new Date(minuteMs);
  const schedule = `CRON_TZ=UTC ${minute.getUTCMinutes()} ${minute.getUTCHours()} * * ${minute.getUTCDay()}`;
  await world.command('PUT', `/workspaces/${id}/autostart`, { schedule });
  world.correspondence.value(SCHEDULE, schedule);
  return minuteMs;
}

function expectNextStart({ body }: Answer, ms: number): void {
  const nextMs = Date.parse((body as { next_start_at: string }).next_start_at);
  if (nextMs !== ms) throw new Error(`next start ${new Date(nextMs).toISOString()}, ${nextMs - ms} ms off`);
}

let minuteMs = Number.NaN;

/** A workspace is started by its schedule. */
export const autostart: Pick<Chapter, 'setUp' | 'cases'> = {
  setUp: async (world) => {
    minuteMs = await scheduleSoon(world);
  },
  cases: [
    {
      exchange: '119-workspace-scheduled-once',
      resource: 'schedules',
      after: (_, answer) => expectNextStart(answer, minuteMs),
    },
    {
      exchange: '120-workspace-autostarted',
      resource: 'schedules',
      before: async (world) => {
        const id = world.correspondence.idOf(WORKSPACE);
        await world.untilBuild(
          id,
          'the autostart',
          ({ build_number, job }) => build_number === 3 && job.status === 'succeeded',
        );
      },
      after: (_, answer) => expectNextStart(answer, minuteMs + WEEK_MS),
    },
  ],
};
