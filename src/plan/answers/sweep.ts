import { ConfigError } from '../../storm/index.js';
import { type MorningPrediction, type PlanInputs, planInputs, predict } from '../prediction/index.js';
import { constantProvisioners } from './capacity.js';
import { type SweepInput, withInput } from './vary-input.js';

/** One side of the table. */
export interface SweepAxis {
  readonly input: SweepInput;
  readonly values: readonly number[];
}

/** Predictions for every pair of values. */
export interface Sweep {
  readonly rows: SweepAxis;
  readonly columns: SweepAxis;
  /** The first morning of each, by row and column. */
  readonly cells: readonly (readonly MorningPrediction[])[];
}

/**
 * What would be on the first morning with every pair of two inputs' values, each over the same replications.
 * @param withProvisioners - A plan with another number of provisioners; by default that many untagged ones all the time.
 * @throws ConfigError if both axes are the same input, one has no values, or a value is out of its range.
 */
export function sweep(
  inputs: PlanInputs,
  rows: SweepAxis,
  columns: SweepAxis,
  withProvisioners = constantProvisioners,
): Sweep {
  const problems: string[] = [];
  if (rows.input === columns.input) {
    problems.push(`--columns must vary another input than --rows, which has ${rows.input}`);
  }
  for (const { input, values } of [rows, columns]) {
    if (values.length === 0) problems.push(`--rows and --columns need values: ${input} has none`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const vary = (plan: PlanInputs, input: SweepInput, value: number) =>
    input === 'provisioners' ? withProvisioners(plan, value) : withInput(plan, input, value);
  const cells = rows.values.map((row) =>
    columns.values.map((column) => {
      const varied = told(`${rows.input}=${row}, ${columns.input}=${column}`, () =>
        planInputs(vary(vary(inputs, rows.input, row), columns.input, column)),
      );
      const [morning] = predict(varied).mornings;
      return morning as MorningPrediction;
    }),
  );
  return { rows, columns, cells };
}

/** Does something; problems are told with the cell that has them. */
function told<T>(cell: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => `${cell}: ${problem}`));
  }
}
