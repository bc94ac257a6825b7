import type { RunProgress } from '../run/index.js';
import { printable, type RunEvent } from '../storm/index.js';
import type { Io } from './io.js';
import { createProgress, type Progress } from './progress/index.js';

/** Shows a run on standard error: lines before it begins, then the live display, lines again after it. */
export function runProgress(io: Pick<Io, 'stderr' | 'env' | 'realClock'>, show: boolean): RunProgress {
  let live: Progress | null = null;
  let begun = false;
  const say = (line: string): void => {
    if (live === null) io.stderr.write(`${printable(line)}\n`);
    else live.print(line);
  };
  return {
    begin(clock, timeScale, workspaceCount) {
      if (!show || live !== null) return;
      live = createProgress({
        out: io.stderr,
        env: io.env,
        clock,
        realClock: io.realClock,
        total: workspaceCount,
        // Lines have said it by the second time; a live display says it all the time.
        timeScale: begun && !io.stderr.isTTY ? 1 : timeScale,
      });
      begun = true;
    },
    event(event: RunEvent) {
      live?.onEvent(event);
      if (live === null && event.type === 'notice' && event.level === 'warning')
        say(`warning: ${event.message}`);
    },
    say,
    end() {
      live?.stop();
      live = null;
    },
  };
}
