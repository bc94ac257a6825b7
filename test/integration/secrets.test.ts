import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OtlpReceiver } from '../telemetry/otlp-receiver.js';
import { nineam, type Served, serve, startNineam, temporaryFolder } from './support/processes.js';
import { proxyTo } from './support/proxy.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

const SECRET = 'hunter2-Zm9vYmFy';
const PIECE = 4;

const FORMATS = ['json', 'text', 'html', 'csv', 'junit', 'markdown', 'hlog', 'harness-json'];

/** As a template version lists it. */
const PARAMETER = {
  name: 'region',
  type: 'string',
  required: false,
  mutable: true,
  ephemeral: false,
  default_value: '',
  options: [],
};

/** Everything that is written in a folder, however deep. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[path] = await readFile(path, 'utf8');
  }
  return found;
}

/** Where a secret, or a piece of it that would do, can be read. */
function leaks(secrets: readonly string[], texts: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(texts).flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
  );
}

/** Every piece of a secret that is long enough to be told from chance. */
function piecesOf(secret: string): readonly string[] {
  return Array.from({ length: secret.length - PIECE + 1 }, (_, at) => secret.slice(at, at + PIECE));
}

function outputs(folder: string): readonly string[] {
  return FORMATS.flatMap((format) => ['--output', `${format}:${join(folder, format)}`]);
}

/** The command lines of a process and of all that it started. */
async function calledWith(pid: number): Promise<string> {
  const own = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const below = await Promise.all(
    children
      .split(' ')
      .filter(Boolean)
      .map((child) => calledWith(Number(child))),
  );
  return [own, ...below].join('\n');
}

async function textOf(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Reads a stream of events until it ends. */
async function streamOf(url: string, take: (text: string) => void): Promise<void> {
  const { body } = await fetch(url);
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body ?? []) take(decoder.decode(chunk, { stream: true }));
  } catch {
    // The process has ended, and its page with it.
  }
}

async function onServe(args: readonly string[], served: Served, env: Readonly<Record<string, string>> = {}) {
  const run = await nineam(['run', '-c', '3', '-t', served.templateName, ...args], { ...served.env, ...env });
  return { ...run, texts: { stdout: run.stdout, stderr: run.stderr } };
}

describe('secrets', () => {
  it('of a whole run are in nothing that it prints, writes, serves, sends or is called with', async () => {
    const proxy = await proxyTo(await serve(QUICK));
    const folder = await temporaryFolder();
    const collector = await OtlpReceiver.open();
    onTestFinished(() => collector.close());
    const seen = new Set<string>([SECRET, `${SECRET}-header`]);
    proxy.rule = ({ path, body, token }) => {
      if (token !== '') seen.add(token);
      for (const [, password = ''] of body.matchAll(/"password":"([^"]+)"/g)) seen.add(password);
      return path.endsWith('/rich-parameters') ? { body: [PARAMETER] } : undefined;
    };
    const env = {
      ...proxy.served.env,
      NINEAM_STATE_DIR: join(folder, 'state'),
      CODER_RICH_PARAMETER: `region=${SECRET}`,
      CODER_HEADER: `X-Gate=${SECRET}-header`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    };
    const run = startNineam(
      [
        ...['run', '-c', '3', '-t', proxy.served.templateName, '--output', 'text', ...outputs(folder)],
        ...['--trace', '--trace-propagate', '--ui', '127.0.0.1:0', '--ui-wait', '0s'],
        ...['--scaletest-prometheus-address', '127.0.0.1:0', '--scaletest-prometheus-wait', '2s'],
      ],
      env,
    );
    await run.says(/live page: http\S+/);
    await run.says(/http\S+\/metrics/);
    const [page = ''] = /(?<=live page: )http\S+/.exec(run.stderr) ?? [];
    const [metrics = ''] = /http\S+\/metrics/.exec(run.stderr) ?? [];
    const live = { page: await textOf(page), events: '', metrics: '' };
    const events = streamOf(`${page}events`, (text) => {
      live.events += text;
    });
    const called = await calledWith(run.child.pid ?? 0);
    await run.says('cleaned up');
    live.metrics = await textOf(metrics);
    const { code, stdout, stderr } = await run.finished;
    await events;
    const list = await nineam(['cleanup', '--list'], env);
    const texts = { stdout, stderr, called, list: list.stdout + list.stderr, ...live };
    expect(code, stderr).toBe(0);
    expect(await alive(proxy.served)).toEqual(NOTHING);
    // The owner's token, and the password and the session of each user, went by.
    expect(seen.size).toBe(2 + 1 + 3 + 3);
    const written = await filesIn(folder);
    expect(Object.keys(written).filter((path) => path.endsWith('.ndjson'))).toHaveLength(1);
    expect(Object.keys(written).length).toBeGreaterThanOrEqual(FORMATS.length + 4);
    expect(called).toContain('--scaletest-prometheus-wait');
    expect(live.events).toContain('data:');
    expect(live.metrics).toContain('# TYPE');
    expect(collector.requests.length).toBeGreaterThan(0);
    const traces = collector.requests
      .map(({ body, headers }) => `${JSON.stringify(headers)}${body}`)
      .join('\n');
    expect(traces).toContain('"traceId"');
    const ready = join(proxy.served.folder, 'ready.json');
    expect((await stat(ready)).mode & 0o777).toBe(0o600);
    const server = await proxy.served.end();
    await expect(stat(ready)).rejects.toThrow('ENOENT');
    expect(leaks([...seen], { ...texts, ...written, traces, ...server })).toEqual([]);
  }, 60_000);

  it('are not in what is printed when nineam breaks down', async () => {
    const breaks =
      'process.once("SIGUSR2",()=>{throw Object.assign(new Error("with "+process.env.CODER_SESSION_TOKEN),{headers:process.env})});';
    const server = startNineam(['serve'], {
      CODER_SESSION_TOKEN: SECRET,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(breaks)}`,
    });
    await server.says('listening on');
    server.child.kill('SIGUSR2');
    const { code, stdout, stderr } = await server.finished;
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('nineam: Error: with [secret]');
    expect(stderr).toContain('nineam cleanup --list');
    expect(leaks(piecesOf(SECRET), { stdout, stderr })).toEqual([]);
  });

  it('are in no refusal of a run: a wrong token, an unknown parameter', async () => {
    const served = await serve(['--time-scale', '120']);
    const folder = await temporaryFolder();
    const token = 'Zz9wrong00-Zz9wrong00Zz9wrong00Zz9';
    const env = { NINEAM_STATE_DIR: folder };
    const wrong = await onServe([], served, { ...env, CODER_SESSION_TOKEN: token });
    expect(wrong.code).toBe(3);
    const flagged = await onServe(['--token', token], served, env);
    expect(flagged.code).toBe(3);
    const unknown = await onServe(['--parameter', `colour=${SECRET}`], served, env);
    expect(unknown.code).toBe(3);
    expect(unknown.stderr).toContain('colour');
    const written = await filesIn(folder);
    expect(leaks([token, 'Zz9wrong00'], { ...wrong.texts, ...written })).toEqual([]);
    expect(leaks([token, 'Zz9wrong00'], { ...flagged.texts, ...written })).toEqual([]);
    expect(leaks([SECRET, served.token], { ...unknown.texts, ...written })).toEqual([]);
  }, 60_000);

  it.each([
    ['--config', `{ "workspace-count": 3, "parameter": "password=${SECRET}" `],
    ['--config', `{ "token": ${SECRET} }`],
    ['--config', `"${SECRET}"`],
    ['--config', JSON.stringify({ parameter: [SECRET] })],
    ['--config', JSON.stringify({ header: [SECRET] })],
    ['--rich-parameter-file', `{ "password": ${SECRET} }`],
    ['--rich-parameter-file', `{ "password": "${SECRET}" `],
    ['--rich-parameter-file', `password ${SECRET}\n`],
    ['--rich-parameter-file', `region: eu\n: ${SECRET}\n`],
  ])('are not shown when %s holds %s', async (flag, text) => {
    const file = join(await temporaryFolder(), 'given');
    await writeFile(file, text);
    const { code, stdout, stderr } = await nineam(['run', '-c', '1', '-t', 'x', flag, file], {
      CODER_URL: 'http://127.0.0.1:9',
      CODER_SESSION_TOKEN: 'x',
    });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(flag === '--config' ? 'config' : flag);
    expect(leaks(piecesOf(SECRET), { stdout, stderr })).toEqual([]);
  });

  it.each([
    ['--parameter', SECRET],
    ['--header', SECRET],
    ['--url', `http://admin:${SECRET}@127.0.0.1:9`],
    ['--url', `ftp://admin:${SECRET}@127.0.0.1`],
    ['--token', `${SECRET} with a space`],
  ])('are not shown when %s is %s', async (flag, value) => {
    const { code, stdout, stderr } = await nineam(['run', '-c', '1', '-t', 'x', flag, value], {
      CODER_URL: 'http://127.0.0.1:9',
      CODER_SESSION_TOKEN: 'x',
    });
    expect([2, 3], stderr).toContain(code);
    expect(leaks(piecesOf(SECRET), { stdout, stderr })).toEqual([]);
  });
});
