import type { SweepInput } from '../../plan/index.js';
import type { PlanInputLine } from '../../report/index.js';

/** A part of what a line says. */
export interface LinePart {
  /** The input that it is of, in whose place a question may put others; `null`: none. */
  readonly input: SweepInput | null;
  readonly text: string;
  /** What it says where that input is varied; `null`: nothing. */
  readonly varied: string | null;
}

/** One input of a plan, with what of it a question may put something else in the place of. */
export interface InputLine extends PlanInputLine {
  /** What `value` consists of; absent: of nothing that a question varies. */
  readonly parts?: readonly LinePart[];
}

/** A line whose value is parts, one after the other. */
export function lineOfParts(line: Omit<PlanInputLine, 'value'>, parts: readonly LinePart[]): InputLine {
  return { ...line, value: parts.map(({ text }) => text).join(', '), parts };
}

/** A line that says one input and nothing else: it goes where that is varied. */
export function lineOf(input: SweepInput, line: PlanInputLine): InputLine {
  return { ...line, parts: [{ input, text: line.value, varied: null }] };
}

/** What is left of a line where inputs are varied; `null`: nothing. */
export function variedLine(line: InputLine, inputs: ReadonlySet<SweepInput>): InputLine | null {
  const { parts = [] } = line;
  if (!parts.some(({ input }) => input !== null && inputs.has(input))) return line;
  const left = parts.flatMap((part) => {
    if (part.input === null || !inputs.has(part.input)) return part;
    return part.varied === null ? [] : { ...part, text: part.varied };
  });
  return left.length === 0 ? null : lineOfParts(line, left);
}
