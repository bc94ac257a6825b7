import { nodeOutputFs, type OutputIo } from '../report/index.js';
import { type RandomBytes, randomText } from '../scaletest/names/index.js';

/** Where a run's reports go. */
export function outputIo(world: {
  readonly randomBytes: RandomBytes;
  readonly writeStdout: (text: string) => void;
}): OutputIo {
  return {
    writeStdout: world.writeStdout,
    uniqueName: () => randomText(world.randomBytes, '0123456789abcdef', 12),
    fs: nodeOutputFs,
  };
}
