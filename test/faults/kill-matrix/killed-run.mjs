import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { main } from '../../../dist/cli/index.js';
import { diskJournals } from '../../../dist/journal/index.js';
import { SystemClock } from '../../../dist/time/index.js';

/*
 * A command of nineam that ends its own process with SIGKILL at one record of its journal. NINEAM_KILL_AT names it:
 * `before user_intent 3` (when the third record of that type is handed in, before the journal has it) or
 * `after user_intent 3` (once it is on the disk). The record `head` is the journal itself. Without it nothing is
 * killed. NINEAM_RECORDS names a file that gets the type of each record, one a line.
 */
const [side, type, nth] = (process.env.NINEAM_KILL_AT ?? '').split(' ');
const seen = new Map();

function die() {
  process.kill(process.pid, 'SIGKILL');
}

/** Hands a record over, and dies on the side that was asked for. */
function at(recordType, take, flush) {
  const number = (seen.get(recordType) ?? 0) + 1;
  seen.set(recordType, number);
  if (process.env.NINEAM_RECORDS) appendFileSync(process.env.NINEAM_RECORDS, `${recordType}\n`);
  const here = recordType === type && number === Number(nth);
  if (here && side === 'before') die();
  const taken = take();
  if (here && side === 'after') Promise.resolve(taken).then(flush).then(die, die);
  return taken;
}

const journals = {
  async create(options) {
    const journal = await at('head', () => diskJournals.create(options));
    return {
      folder: journal.folder,
      record: (record) =>
        at(
          record.type,
          () => journal.record(record),
          () => journal.flush(),
        ),
      flush: () => journal.flush(),
      close: (status) => at('closed', () => journal.close(status)),
    };
  },
  reopen: diskJournals.reopen,
};

process.exitCode = await main({
  argv: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  ask: async () => null,
  homeDir: '/nonexistent',
  platform: process.platform,
  cwd: process.cwd(),
  realClock: new SystemClock(),
  randomBytes: (count) => randomBytes(count),
  onSignal: () => () => undefined,
  exitNow: (code) => process.exit(code),
  writer: { pid: process.pid, host: hostname() },
  isAlive: () => false,
  journals,
  nineamVersion: '0.0.0',
  nodeVersion: process.version,
});
