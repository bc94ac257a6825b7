import type { LiveSettings } from '../../live/index.js';
import { formatListenAddress, type ListenAddress, parseListenAddress } from '../../telemetry/index.js';
import { durationFlag, type Flag, type FlagValues } from './flag.js';

const group = 'Live page:';
const DEFAULT: ListenAddress = { host: '127.0.0.1', port: 0 };

/** Flags of the live page. */
export const uiFlags = {
  ui: uiFlag(),
  uiWaitMs: durationFlag({
    name: 'ui-wait',
    env: 'NINEAM_UI_WAIT',
    group,
    description: 'how long the live page, by then the report, stays up when the run is over, in real time',
    fallback: 15_000,
    defaultText: '15s',
  }),
};

/** An address, or yes or no as for a switch. */
function uiFlag(): Flag<ListenAddress | null> {
  return {
    name: 'ui',
    env: 'NINEAM_UI',
    group,
    placeholder: '[host:port]',
    description: 'show the run while it goes on a page in the browser, at an address of this machine',
    defaultText: 'off; 127.0.0.1:0, a free port, without an address',
    repeatable: false,
    secret: false,
    fallback: null,
    parse(texts) {
      const text = texts.at(-1) ?? '';
      const word = text.toLowerCase();
      if (['true', '1', 't', 'yes'].includes(word)) return DEFAULT;
      if (['false', '0', 'f', 'no'].includes(word)) return null;
      const address = parseListenAddress(text);
      if (isLoopback(address)) return address;
      throw new Error(
        `${formatListenAddress(address)} could be reached from other machines, and the live page is for this one only; ` +
          `take 127.0.0.1:${address.port}, and from elsewhere a tunnel: ssh -L ${address.port}:127.0.0.1:${address.port} <this machine>`,
      );
    },
  };
}

function isLoopback({ host }: ListenAddress): boolean {
  return host === '::1' || host.toLowerCase() === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What the flags say about the live page. */
export function uiFromFlags({ ui, uiWaitMs }: FlagValues<typeof uiFlags>): LiveSettings | null {
  return ui === null ? null : { address: ui, waitMs: uiWaitMs };
}
