import fc from 'fast-check';
import { OTHER_UUID } from '../harness.js';

/** What a fuzzed request may name, own and others'. */
export interface Names {
  readonly own: readonly string[];
  readonly others: readonly string[];
  /** What fits a parameter of a path, by its name. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** What fits a key of a body, as JSON. */
  readonly values: Readonly<Record<string, string>>;
}

const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const STRANGE_TEXTS = [
  '',
  ' ',
  '.',
  '..',
  '%00',
  '%2e%2e%2f',
  '%',
  '%zz',
  '\u0000',
  '\ud800',
  '\u202e',
  'é',
  '👩‍💻',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '+1',
  '1e309',
  '0x10',
  '9223372036854775808',
  '99999999999999999999999999',
  '1.5',
  'true',
  '*',
  'me',
  'default',
  'x'.repeat(5000),
  '-'.repeat(40),
  `${'9'.repeat(400)}`,
];

const STRANGE_TIMES = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '10000-01-01T00:00:00Z',
  '2026-02-30T25:61:61Z',
  '2026-11-23T08:00:00+99:99',
  '2026-11-23',
  '292277026596-12-04T15:30:07Z',
];

const STRANGE_SCHEDULES = [
  '* * * * *',
  '*/0 * * * *',
  '*/99999999999 * * * *',
  '59-0 * * * *',
  '-1 * * * *',
  '0-59/1,0-59/1 0-23 * * 0-6',
  `${'1,'.repeat(3000)}1 * * * *`,
  'CRON_TZ= * * * * *',
  'CRON_TZ=../../etc/passwd 1 1 * * *',
  'CRON_TZ=__proto__ 1 1 * * *',
  'CRON_TZ=UTC 1 1 * * FRI-MON',
  '? ? * * ?',
];

const STRANGE_SEARCHES = [
  'name:',
  ':',
  'a:b:c',
  '"',
  '"unfinished name:x',
  'name:"a:b"',
  '__proto__:1',
  'constructor:x',
  'status:nothing',
  'owner:me owner:me',
  'a/b/c',
  '/',
  'name:%',
  `name:${'%'.repeat(60)}zzz`,
  `search:${'%_'.repeat(40)}z`,
  `${'%a'.repeat(40)}`,
  'name:(a+)+$',
  'name:[',
  'name:\\',
  `id:${`${OTHER_UUID},`.repeat(200)}`,
  'id:,,,',
  'last_used_after:"9999-99-99T00:00:00Z"',
  'created_before:"x"',
  'has-agent:connected,nonsense',
  'param:=',
  'param:a=b=c',
  'limit:5',
  ' '.repeat(500),
  'ﬀ:ﬀ İ',
];

/** Texts that have surprised programs, and those that fit somewhere here. */
export function anyText({ own, others }: Names): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...own, ...others) },
    { weight: 1, arbitrary: fc.constantFrom(...[...own, ...others].map((text) => text.toUpperCase())) },
    { weight: 1, arbitrary: fc.constantFrom(OTHER_UUID, NIL_UUID, NIL_UUID.slice(1)) },
    { weight: 3, arbitrary: fc.constantFrom(...STRANGE_TEXTS) },
    { weight: 1, arbitrary: fc.constantFrom(...STRANGE_TIMES) },
    { weight: 1, arbitrary: fc.constantFrom(...STRANGE_SCHEDULES) },
    { weight: 1, arbitrary: fc.constantFrom(...STRANGE_SEARCHES) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  );
}

/** JSON texts of any type, also such as `JSON.stringify` would not write. */
export function anyJsonText(names: Names): fc.Arbitrary<string> {
  const text = anyText(names).map((value) => JSON.stringify(value));
  const plain = fc.constantFrom(
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-1',
    '1.5',
    '60000',
    '1e308',
    '1e400',
    '-1e400',
    '9007199254740993',
    '604800000000000',
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    `${'['.repeat(2000)}${']'.repeat(2000)}`,
    `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
  );
  const list = fc.array(text, { maxLength: 4 }).map((items) => `[${items.join(',')}]`);
  const pairs = fc
    .tuple(text, fc.oneof(text, plain))
    .map(([name, value]) => `[{"name":${name},"value":${value}}]`);
  return fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 4, arbitrary: plain },
    { weight: 1, arbitrary: list },
    { weight: 1, arbitrary: pairs },
  );
}

/** A value for a parameter of a path: often one that fits. */
export function anyParameter(names: Names, parameter: string): fc.Arbitrary<string> {
  const fitting = names.parameters[parameter];
  if (fitting === undefined) return anyText(names);
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...fitting) }, anyText(names));
}

/** A body: an object with some of these keys, perhaps twice; or no object; or no JSON. */
export function anyBody(names: Names, keys: readonly string[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const value = anyJsonText(names);
  const key = fc.constantFrom(...keys, '__proto__', 'constructor');
  const members = fc.array(fc.tuple(key, value), { maxLength: keys.length + 2 });
  const object = members.map(
    (all) => `{${all.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`,
  );
  const full = fc.tuple(...keys.map((name) => fittingOr(names, name, value))).map((values) => {
    const given = keys.flatMap((name, i) =>
      values[i] === '' ? [] : [`${JSON.stringify(name)}:${values[i]}`],
    );
    return `{${given.join(',')}}`;
  });
  const broken = fc.constantFrom(
    '',
    '{',
    '{"name":',
    '{"name":"x"',
    '{name:1}',
    "{'name':1}",
    '\ufeff{}',
    '{} {}',
    'NaN',
    'undefined',
    'a=b&c=d',
    `{"name":"${'x'.repeat(500_000)}"}`,
    `${'['.repeat(400_000)}`,
    `${'{"name":'.repeat(50_000)}`,
  );
  const textual = fc
    .oneof({ weight: 3, arbitrary: object }, { weight: 8, arbitrary: full }, value, broken)
    .map((text) => Uint8Array.from(Buffer.from(text)));
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Uint8Array.from(array));
  const halfText = fc.constant(
    Uint8Array.from(Buffer.from([...Buffer.from('{"name":"'), 0xc3, 0x28, 0xff, 0xfe, 0x22, 0x7d])),
  );
  return fc.oneof({ weight: 8, arbitrary: textual }, bytes, halfText);
}

/** What fits the key, or leaves it out (empty), or seldom anything. */
function fittingOr(names: Names, key: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const fitting = names.values[key];
  const usual = fitting === undefined ? [''] : [fitting, fitting, ''];
  return fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: value });
}

/** Query parameters, also such as nobody reads. */
export function anyQuery(names: Names, keys: readonly string[]): fc.Arbitrary<string> {
  const key = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...keys) },
    { weight: 1, arbitrary: anyText(names).map(encodeURIComponentSafely) },
  );
  const value = fc.oneof(
    { weight: 4, arbitrary: anyText(names).map(encodeURIComponentSafely) },
    { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%c3%28', '+', '&&', '=', '#') },
  );
  const pairs = fc.array(fc.tuple(key, value), { maxLength: 5 });
  return pairs.map((all) => (all.length === 0 ? '' : `?${all.map((pair) => pair.join('=')).join('&')}`));
}

/** Headers that routes or layers look at, with strange values. */
export function anyHeaders(): fc.Arbitrary<Record<string, string>> {
  const entry = fc.oneof(
    fc.tuple(fc.constant('X-Coder-Bypass-Ratelimit'), fc.constantFrom('true', '1', 'T', 'yes', '')),
    fc.tuple(
      fc.constant('Content-Type'),
      fc.constantFrom('text/plain', 'application/json; charset=utf-7', 'multipart/form-data', ';', 'a/b'),
    ),
    fc.tuple(fc.constant('Cookie'), fc.constantFrom(...COOKIES)),
    fc.tuple(fc.constant('Origin'), fc.constantFrom('null', 'http://evil.example', 'x', '')),
    fc.tuple(fc.constant('Authorization'), fc.constantFrom('Bearer', 'Bearer  x', 'Basic eDp5', 'bearer é')),
    fc.tuple(fc.constant('Upgrade'), fc.constantFrom('websocket', 'h2c', 'x')),
    fc.tuple(fc.constant('Accept'), fc.constantFrom('text/event-stream', '*/*;q=x', ',')),
    fc.tuple(fc.constant('Content-Encoding'), fc.constantFrom('gzip', 'br', 'x')),
    fc.tuple(fc.constant('Last-Event-ID'), fc.constantFrom('1', '-1', 'x')),
    fc.tuple(fc.constant('X-Forwarded-For'), fc.constantFrom('1.2.3.4', 'x', '::1, a')),
    fc.tuple(fc.constant('Host'), fc.constantFrom('evil.example', 'a b', '[::1')),
  );
  return fc.array(entry, { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

const COOKIES = [
  'coder_session_token=',
  'coder_session_token=x',
  'coder_session_token=%E0%A4%A',
  'coder_session_token="a"; coder_session_token=b',
  '=; ;;; =x',
  `coder_session_token=${'x'.repeat(4000)}`,
  '__proto__=1',
];

/** As `encodeURIComponent`, also for texts that end in the middle of a character. */
export function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
