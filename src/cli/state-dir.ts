import { isAbsolute, join } from 'node:path';
import type { Io } from './io.js';

/** The folder in which the runs' journals stand: as given, or where this machine keeps a user's state. */
export function runsFolder(given: string | null, io: Pick<Io, 'env' | 'homeDir' | 'cwd'>): string {
  if (given !== null) return join(isAbsolute(given) ? given : join(io.cwd, given), 'runs');
  const state = io.env['XDG_STATE_HOME'] || join(io.homeDir, '.local', 'state');
  return join(state, 'nineam', 'runs');
}
