/**
 * Whether plans come out the same, byte for byte, on this Node and on another: `npm run check:node-versions`.
 *
 * The other one comes from the npm registry, as the package of this platform (some 190 MB, unpacked into a temporary
 * folder and removed again). Logarithms and powers are not prescribed to the last digit, so only trying tells.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OTHER = '22.23.3';
const script = import.meta.filename;

if (process.argv[2] === '--print') await print();
else compare();

function compare() {
  const folder = mkdtempSync(join(tmpdir(), 'nineam-node-'));
  try {
    const spec = `node-${process.platform}-${process.arch}@${OTHER}`;
    const packed = execFileSync('npm', ['pack', '--silent', spec], { cwd: folder, encoding: 'utf8' }).trim();
    execFileSync('tar', ['-xzf', packed, 'package/bin/node'], { cwd: folder });
    const own = linesOf(process.execPath);
    const other = linesOf(join(folder, 'package', 'bin', 'node'));
    const different = own.lines.filter((line, i) => line !== other.lines[i]);
    for (const [i, line] of own.lines.entries()) {
      console.log(`${line === other.lines[i] ? 'same ' : 'OTHER'} ${line}`);
    }
    console.log(
      `${own.lines.length - different.length} of ${own.lines.length} the same: ${own.version} and ${other.version}`,
    );
    if (different.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function linesOf(node) {
  const [version, ...lines] = execFileSync(node, [script, '--print'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return { version, lines };
}

/** The version, then a line with the digest of each plan. */
async function print() {
  const { capacity, closedForms, planInputs, predict, stagger } = await import('../dist/plan/index.js');
  const { measuredAgents, PLAIN_TEMPLATE } = await import('../dist/model/index.js');
  const { parseThreshold } = await import('../dist/thresholds/index.js');
  const { parseSchedule } = await import('../dist/time/index.js');
  console.log(process.version);
  const show = (name, value) => {
    const text = JSON.stringify(value, (_, item) => (typeof item === 'number' ? String(item) : item));
    console.log(
      `${createHash('sha256').update(text).digest('hex').slice(0, 16)} ${name}, ${text.length} bytes`,
    );
  };
  const group = (count, template, cron, minutes) => ({
    count,
    template,
    schedule: parseSchedule(cron),
    window: { minutes, assignment: 'hashed' },
  });
  for (let i = 0; i < 20; i++) {
    const inputs = planInputs({
      seed: `versions ${i}`,
      replications: 10,
      parameters: {
        replicas: 1 + (i % 3),
        failureRate: { start: i / 100, stop: 0, delete: 0 },
        templates: [PLAIN_TEMPLATE, { ...PLAIN_TEMPLATE, agents: measuredAgents(['main']) }],
        serviceTime: Object.fromEntries(
          ['start', 'stop', 'delete'].map((name) => [
            name,
            { kind: 'lognormal', p50: 3.1e7 + i * 1e6, p95: 9.7e7 },
          ]),
        ),
      },
      groups: [
        group(150 + i, 0, 'CRON_TZ=UTC 0 9 * * *', i % 5),
        group(100, 1, 'CRON_TZ=Europe/Berlin 30 9 * * 1-5', 0),
      ],
      provisioners: { initial: 15 + i, steps: [{ atUs: 1_767_603_900_000_000, count: 40 }] },
      background: [{ template: 0, perMinute: 1.7 }],
      waitFor: 'ready',
      days: 1 + (i % 2),
      // Monday, 5 January 2026.
      beginsAtUs: 1_767_571_200_000_000,
    });
    show(`prediction ${i}`, predict(inputs));
    show(`closed forms ${i}`, closedForms(inputs));
    if (i >= 3) continue;
    const question = { targets: [parseThreshold('ready_worst_p95<6m')], confidence: 0.8 };
    show(`capacity ${i}`, capacity(inputs, question));
    show(`stagger ${i}`, stagger(inputs, { ...question, mostMinutes: 30 }));
  }
}
