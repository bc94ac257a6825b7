import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addFlags, resolveOptions, textsOf } from '../../../src/cli/flags/resolve.js';
import { uiFlags, uiFromFlags } from '../../../src/cli/flags/ui-flags.js';

function parse(argv: string[], env: Record<string, string> = {}, file: Record<string, unknown> = {}) {
  const command = new Command().exitOverride();
  addFlags(command, uiFlags);
  command.parse(argv, { from: 'user' });
  const { values, problems } = resolveOptions(uiFlags, { flags: textsOf(command, uiFlags), env, file });
  return { ui: uiFromFlags(values), problems };
}

describe('uiFromFlags', () => {
  it('has no page unless one is asked for', () => {
    expect(parse([])).toEqual({ ui: null, problems: [] });
    expect(parse([], { NINEAM_UI: 'false', NINEAM_UI_WAIT: '1m' }).ui).toBeNull();
  });

  it('takes a free port of the loopback unless an address is given', () => {
    const ui = { address: { host: '127.0.0.1', port: 0 }, waitMs: 15_000 };
    expect(parse(['--ui'])).toEqual({ ui, problems: [] });
    expect(parse([], { NINEAM_UI: '1' }).ui).toEqual(ui);
    expect(parse([], {}, { ui: true }).ui).toEqual(ui);
    expect(parse(['--ui', '--ui-wait', '0s']).ui).toEqual({ ...ui, waitMs: 0 });
  });

  it.each(['127.0.0.1:8080', '127.1.2.3:8080', 'localhost:8080', '[::1]:8080'])('takes %s', (text) => {
    expect(parse(['--ui', text])).toMatchObject({ ui: { address: { port: 8080 } }, problems: [] });
  });

  it.each([':8080', '0.0.0.0:8080', '[::]:8080', '192.168.0.1:8080', 'build-7.example.com:8080'])(
    'refuses %s, which other machines could reach',
    (text) => {
      const { ui, problems } = parse(['--ui', text]);
      expect(ui).toBeNull();
      expect(problems).toEqual([expect.stringContaining('could be reached from other machines')]);
      expect(problems.join()).toContain('take 127.0.0.1:8080');
    },
  );

  it('says what an address looks like', () => {
    expect(parse([], { NINEAM_UI: 'nonsense' }).problems).toEqual([
      "NINEAM_UI (--ui) must be host:port, e.g. 127.0.0.1:21112 or [::1]:21112, got 'nonsense'",
    ]);
  });
});
