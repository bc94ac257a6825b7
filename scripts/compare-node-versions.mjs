/**
 * Whether plans come out the same, byte for byte, on this Node and on another: `npm run check:node-versions`.
 *
 * The other one comes from the npm registry, as the package of this platform (some 190 MB, unpacked into a temporary
 * folder and removed again). Logarithms and powers are not prescribed to the last digit, so only trying tells.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OTHER = '22.23.3';
const root = join(import.meta.dirname, '..');
const program = join(root, 'dist/bin.js');
const storm = (name) => join(root, `test/fixtures/storms/${name}.csv`);

const TEMPLATES = [
  { name: 'web', serviceTime: times({ p50: '31s', p95: '97s' }) },
  {
    name: 'gpu',
    tags: { pool: 'gpu' },
    failureTtl: '2m',
    agents: {
      names: ['main'],
      connect: { p50: '3s', p95: '11s' },
      startErrorRate: 0.02,
      neverConnectRate: 0.01,
    },
    serviceTime: times({ p50: '2m', p95: '5m' }),
  },
];

/** Questions that between them ask for every kind of draw, estimate and answer. */
function questions(templateFile) {
  const mix = [
    ...['--template-file', templateFile, '--group', 'count=400,template=web,window=7m'],
    ...[
      '--group',
      'count=60,template=gpu,due-at=10:00,time-zone=Europe/Berlin',
      '--time-zone',
      'Europe/Berlin',
    ],
    ...[
      '--provisioners',
      '30,8:50=60,9:30=20',
      '--tagged-provisioners',
      '9:pool=gpu',
      '--failure-rate',
      '0.03',
    ],
    ...['--background-builds-per-minute', '3.5', '--queued-jobs', '12', '--replicas', '2', '--mornings', '2'],
  ];
  const recorded = ['-c', '500', '--from', storm('s1')];
  const target = ['--target', 'ready_worst_p95<3m', '--replications', '20'];
  return [
    ...['a', 'b', 'c'].flatMap((seed) => [
      ['predict', ...mix, '--seed', seed, '--replications', '20'],
      ['predict', ...recorded, '--seed', seed],
    ]),
    ['predict', '-c', '300', '--provisioners', '40', '--service-time', 'p50=45s,p95=90s'],
    ['capacity', ...recorded, ...target],
    ['stagger', ...recorded, '--provisioners', '8', ...target],
    ['knee', ...recorded, '--counts', '5..50:9', '--replications', '5'],
    [
      'sweep',
      ...recorded,
      '--rows',
      'provisioners=10,20',
      '--columns',
      'failure_rate=0,0.1',
      '--replications',
      '5',
    ],
    ['check', storm('s5'), '--from', storm('s1'), '--replications', '10'],
  ];
}

const FORMATS = ['text', 'json', 'csv', 'html'];

const folder = mkdtempSync(join(tmpdir(), 'nineam-node-'));
try {
  const spec = `node-${process.platform}-${process.arch}@${OTHER}`;
  const packed = execFileSync('npm', ['pack', '--silent', spec], { cwd: folder, encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', packed, 'package/bin/node'], { cwd: folder });
  const templateFile = join(folder, 'templates.json');
  writeFileSync(templateFile, JSON.stringify(TEMPLATES));
  compare(join(folder, 'package/bin/node'), questions(templateFile));
} finally {
  rmSync(folder, { recursive: true });
}

function compare(other, asked) {
  let same = 0;
  for (const [i, question] of asked.entries()) {
    // Every format of all would take minutes and show nothing more: they are written from one answer.
    const args = [...question, '--output', FORMATS[i % FORMATS.length]];
    const [ours, theirs] = [process.execPath, other].map((node) => answerOf(node, args));
    same += ours === theirs ? 1 : 0;
    console.log(
      `${ours === theirs ? 'same ' : 'OTHER'} ${ours} plan ${args.join(' ').replaceAll(root, '.')}`,
    );
  }
  const versions = [process.execPath, other].map((node) =>
    execFileSync(node, ['--version'], { encoding: 'utf8' }),
  );
  console.log(`${same} of ${asked.length} the same: ${versions.map((text) => text.trim()).join(' and ')}`);
  if (same < asked.length) process.exitCode = 1;
}

/** A digest of what is printed. 5 is the exit code of a target that is not met. */
function answerOf(node, args) {
  const { error, status, stderr, stdout } = spawnSync(node, [program, 'plan', ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (![0, 5].includes(status)) throw new Error(`plan ${args.join(' ')} ended with ${status}: ${stderr}`);
  return createHash('sha256').update(stdout).digest('hex').slice(0, 16);
}

function times(start) {
  return { start, stop: { constant: '9s' }, delete: { constant: '9s' } };
}
