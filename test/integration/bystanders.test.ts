import { describe, expect, it } from 'vitest';
import { addBystander, portrait } from './support/bystanders.js';
import { nineam, serve, startNineam } from './support/processes.js';
import { QUICK } from './support/quick.js';

describe('bystanders with names like ours', () => {
  it('are left as they are by a run and by the cleanup of a killed one', async () => {
    const served = await serve(QUICK);
    const paths = [
      ...(await addBystander(served, {
        username: 'scaletest-zzzzzzzz-0',
        name: 'nineam-00000000-0000-4000-8000-000000000000',
      })),
      ...(await addBystander(served, { username: 'scaletest-yyyyyyyy-1' })),
    ];
    const before = await portrait(served, paths);
    const run = await nineam(['run', '-c', '5', '-t', served.templateName], served.env);
    expect(run.code, run.stderr).toBe(0);
    const killed = startNineam(['run', '-c', '5', '-t', served.templateName], served.env);
    await killed.says('waiting for');
    killed.signal('SIGKILL');
    await killed.finished;
    const listed = await nineam(['cleanup', '--list'], served.env);
    const cleaned = await nineam(
      ['cleanup', '--run', listed.stdout.split(' ')[0] ?? '', '--yes'],
      served.env,
    );
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(await portrait(served, paths)).toEqual(before);
    await served.end();
  }, 120_000);
});
