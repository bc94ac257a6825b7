import type { LiveSnapshot } from '../../src/live/snapshot.js';

/**
 * Whether the page hears of the run.
 *
 * | state | entered when | left when |
 * |---|---|---|
 * | `connecting` | the page opens | the first snapshot comes, or the connection fails |
 * | `connected` | a snapshot comes | the connection fails, or the run is over |
 * | `lost` | the connection fails | a snapshot comes: the browser tries again by itself |
 * | `refused` | the server takes no more pages | never |
 * | `over` | the last snapshot comes | never |
 */
export type Connection = 'connecting' | 'connected' | 'lost' | 'refused' | 'over';

/** Follows the run until it is over or the returned function is called. */
export function followRun(
  onSnapshot: (snapshot: LiveSnapshot) => void,
  onConnection: (connection: Connection) => void,
): () => void {
  const source = new EventSource('events');
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const snapshot = JSON.parse(data) as LiveSnapshot;
    onSnapshot(snapshot);
    onConnection(snapshot.over ? 'over' : 'connected');
    // Left open, it would connect again and again.
    if (snapshot.over) source.close();
  };
  source.onerror = () => {
    onConnection(source.readyState === EventSource.CLOSED ? 'refused' : 'lost');
  };
  return () => source.close();
}

/** Goes to the report, and leaves nothing to go back to; `false` when there is nobody any more to serve it. */
export async function openReport(): Promise<boolean> {
  try {
    const answer = await fetch('report', { method: 'HEAD' });
    if (!answer.ok) return false;
  } catch {
    return false;
  }
  location.replace('report');
  return true;
}
