import { createHash } from 'node:crypto';
import type { Step } from './conversation.js';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{1,6})Z/g;

/** What the steps about one workspace say of it. */
export interface Lane {
  readonly steps: readonly Step[];
  /** Ids and tokens that stand for something of this workspace alone. */
  readonly identifiers: ReadonlySet<string>;
}

/** A conversation about several workspaces, taken apart. */
export interface Lanes {
  /** Steps about none or about several of them. */
  readonly common: readonly Step[];
  readonly lanes: readonly Lane[];
}

/**
 * Tells which steps belong to which workspace: those that mention only identifiers of one.
 * @param seeds - For every workspace, texts that only its steps mention.
 */
export function splitLanes(steps: readonly Step[], seeds: readonly (readonly string[])[]): Lanes {
  const texts = new Map(steps.map((step) => [step, textOf(step, steps)] as const));
  // What was known before any of them is mentioned belongs to none.
  const first = steps.findIndex((step) => laneOf(texts.get(step)!, seeds).length > 0);
  const before = new Set(steps.slice(0, first).flatMap((step) => identifiersIn(texts.get(step)!)));
  let identifiers = seeds.map((seed) => new Set(seed));
  for (let known = -1; known !== sizeOf(identifiers); ) {
    known = sizeOf(identifiers);
    const lists = identifiers.map(() => new Set<string>());
    for (const text of texts.values()) {
      const lane = laneOf(text, identifiers);
      if (lane.length !== 1) continue;
      for (const found of identifiersIn(text)) lists[lane[0]!]!.add(found);
    }
    identifiers = identifiers.map((own, i) => {
      const others = lists.filter((_, j) => j !== i);
      const mine = [...lists[i]!].filter((id) => !before.has(id) && !others.some((list) => list.has(id)));
      return new Set([...own, ...mine]);
    });
  }
  const owners = new Map(steps.map((step) => [step, laneOf(texts.get(step)!, identifiers)] as const));
  return {
    common: steps.filter((step) => owners.get(step)!.length !== 1),
    lanes: identifiers.map((own, i) => ({
      identifiers: own,
      steps: steps.filter((step) => owners.get(step)!.length === 1 && owners.get(step)![0] === i),
    })),
  };
}

/** The same steps about another workspace: other ids, tokens and instants, and other names. */
export function renamed(
  lane: Lane,
  number: number,
  names: readonly (readonly [recorded: string, other: string])[],
): Step[] {
  return lane.steps.map((step) => {
    const other = JSON.parse(renamedText(lane, number, names, JSON.stringify(step))) as Step;
    // Streams of one workspace are its own; that of all workspaces is nobody's.
    const isOwnStream = step.kind !== 'exchange' && isOwn(lane, step);
    return isOwnStream ? { ...other, id: step.id + 10_000 * (number + 1) } : other;
  });
}

/** The text as {@link renamed} has it. */
export function renamedText(
  lane: Lane,
  number: number,
  names: readonly (readonly [recorded: string, other: string])[],
  recorded: string,
): string {
  let text = recorded;
  for (const [name, other] of names) text = text.replaceAll(name, other);
  for (const id of lane.identifiers) text = text.replaceAll(id, renamedIdentifier(id, number));
  // Instants stay where they are, to the microsecond, and are nobody else's.
  const digits = String(number * 10 + 1).padStart(3, '0');
  return text.replace(INSTANT, (_, seconds: string, fraction: string) => {
    return `${seconds}.${fraction.padEnd(6, '0')}${digits}Z`;
  });
}

function isOwn(lane: Lane, step: Step): boolean {
  return lane.steps.some((other) => other.kind === 'opening' && other.id === step.id);
}

function renamedIdentifier(id: string, number: number): string {
  if (!id.match(UUID)) return id.startsWith('<token') ? id.replace('>', `-${number}>`) : id;
  const hex = createHash('sha256').update(`${id}/${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** All that a step says; what comes on a stream belongs to what its handshake asked for. */
function textOf(step: Step, steps: readonly Step[]): string {
  const text = JSON.stringify(step);
  if (step.kind === 'exchange' || step.kind === 'opening') return text;
  const opening = steps.find((other) => other.kind === 'opening' && other.id === step.id);
  return text + JSON.stringify(opening);
}

/** Ids and tokens of a text, apart from those of provisioners, which work for everybody. */
function identifiersIn(text: string): string[] {
  const own = text.replace(/"worker_id":"[^"]*"/g, '');
  return [...(own.match(UUID) ?? []), ...(own.match(/<token-\d+>/g) ?? [])];
}

function laneOf(text: string, identifiers: readonly Iterable<string>[]): number[] {
  return identifiers.flatMap((own, i) => ([...own].some((id) => text.includes(id)) ? [i] : []));
}

function sizeOf(identifiers: readonly ReadonlySet<string>[]): number {
  return identifiers.reduce((sum, own) => sum + own.size, 0);
}
