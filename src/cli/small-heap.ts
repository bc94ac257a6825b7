import { setFlagsFromString } from 'node:v8';

/**
 * Lets this process collect its garbage earlier. The data of a run are small (some 40 MB at 1,000 workspaces, of
 * which most is code), but V8 lets three times as much garbage stand before it looks; a load generator has to leave
 * the memory of its machine to others. Costs about a sixth more processor time, measured at 1,000 workspaces.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--semi-space-growth-factor=1');
}
