/**
 * Loaded into a measured process before its program (`node --import`): leaves what the process used in the file that
 * NINEAM_BENCH_USAGE names, when it exits. The program itself knows nothing of being measured.
 */
import { writeFileSync } from 'node:fs';

const file = process.env['NINEAM_BENCH_USAGE'];
if (file !== undefined) {
  process.on('exit', () => writeFileSync(file, JSON.stringify(process.resourceUsage())));
}
