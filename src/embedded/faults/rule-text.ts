import { messageOf } from '../../storm/index.js';
import type { FaultKind, FaultRule } from './fault-rule.js';
import { FAULT_KIND_NAMES, FAULT_KINDS, kindNamed, settingsOf } from './kinds.js';
import { togetherProblems } from './rule-problems.js';

/** A rule that was read, or everything that is wrong with it, in words for people. */
export type ReadFaultRule =
  | { readonly kind: 'rule'; readonly rule: FaultRule }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/**
 * Reads `<kind>[:name=value,…]`, e.g. `lose-answer:method=POST,path=/api/v2/users,rate=0.1`. In a value a backslash
 * stands before a comma, and before a backslash.
 */
export function readFaultRule(text: string): ReadFaultRule {
  const [name, body] = splitOnce(text, ':');
  const settings = new Map<string, string>();
  const problems: string[] = [];
  for (const pair of body === '' ? [] : splitUnescaped(body)) {
    const [key, value] = splitOnce(pair, '=');
    if (settings.has(spelled(key))) problems.push(`${key} is given twice`);
    settings.set(spelled(key), unescapeValue(value));
  }
  return readSettings(name, settings, problems);
}

/** Reads a rule of the same grammar as an object: `kind`, and each setting with a text or a number. */
export function readFaultRuleObject(object: Readonly<Record<string, unknown>>): ReadFaultRule {
  const { kind, ...given } = object;
  const settings = new Map<string, string>();
  const problems: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'string' || typeof value === 'number') settings.set(spelled(key), String(value));
    else problems.push(`${key} must be a text or a number`);
  }
  return readSettings(typeof kind === 'string' ? kind : '', settings, problems);
}

/**
 * As {@link readFaultRule}.
 * @throws Error with every problem, whose message completes the sentence "--fault …".
 */
export function parseFaultRule(text: string): FaultRule {
  const read = readFaultRule(text);
  if (read.kind === 'rule') return read.rule;
  throw new Error(`${text}: ${read.problems.join('; ')}`);
}

/** A rule as {@link readFaultRule} reads it. */
export function formatFaultRule(rule: FaultRule): string {
  const values: Readonly<Record<string, unknown>> = { ...rule };
  const pairs = settingsOf(rule.kind)
    .filter(({ field }) => values[field] !== undefined)
    .flatMap((setting) => setting.write(values[setting.field]))
    .map(([key, value]) => `${key}=${value.replace(/[\\,]/g, '\\$&')}`);
  const { name } = FAULT_KINDS[rule.kind];
  return pairs.length === 0 ? name : `${name}:${pairs.join(',')}`;
}

function readSettings(
  name: string,
  settings: ReadonlyMap<string, string>,
  problems: string[],
): ReadFaultRule {
  const kind = kindNamed(name);
  if (kind === undefined) {
    const problem = `its kind must be one of ${FAULT_KIND_NAMES.join(', ')}, got '${name}'`;
    return { kind: 'problems', problems: [problem] };
  }
  problems.push(...unknownSettings(kind, settings));
  const values: Record<string, unknown> = {};
  for (const setting of settingsOf(kind)) {
    const texts = new Map([...settings].filter(([key]) => setting.keys.includes(key)));
    if (texts.size === 0 && !setting.required) continue;
    try {
      values[setting.field] = setting.read(texts);
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  // The table of settings gives each kind the members that its type has, with values that it accepts.
  const rule = { kind, ...values } as FaultRule;
  problems.push(...togetherProblems(rule));
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'rule', rule };
}

function unknownSettings(kind: FaultKind, settings: ReadonlyMap<string, string>): string[] {
  const known = settingsOf(kind).flatMap(({ keys }) => keys);
  return [...settings.keys()]
    .filter((key) => !known.includes(key))
    .map((key) => `${FAULT_KINDS[kind].name} has no setting '${key}', only ${known.join(', ')}`);
}

function spelled(key: string): string {
  return key.trim().replaceAll('_', '-');
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** The parts between commas that no backslash stands before. */
function splitUnescaped(text: string): string[] {
  const parts: string[] = [];
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') {
      at += 1;
    } else if (text[at] === ',') {
      parts.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  return [...parts, text.slice(begin)];
}

function unescapeValue(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
