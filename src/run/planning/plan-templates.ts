import { type ModelTemplate, PLAIN_TEMPLATE } from '../../model/index.js';
import type { Calibration } from '../../plan/index.js';
import type { PlanInputLine } from '../../report/index.js';
import type { Distribution } from '../../stats/index.js';
import { ConfigError } from '../../storm/index.js';
import { templateLines } from './input-lines.js';
import type { BuildSettings, NamedTemplate } from './plan-request.js';

/** One template of a plan. */
interface KnownTemplate {
  /** `null`: the history does not say. */
  readonly name: string | null;
  readonly model: ModelTemplate;
}

/**
 * The templates of a plan, by index: those of the history, with what a file says laid over them, and those of groups
 * that have service times of their own. What a file leaves open is as the history has it.
 */
export class PlanTemplates {
  readonly #known: KnownTemplate[];
  readonly #file: readonly NamedTemplate[];

  constructor(
    calibration: Calibration | null,
    file: readonly NamedTemplate[],
    serviceTime: BuildSettings['serviceTime'],
  ) {
    this.#file = file;
    // A file alone says everything: the nameless template of nothing is none of it.
    this.#known = calibration === null && file.length > 0 ? [] : observed(calibration, serviceTime);
    for (const { model, name } of file) {
      const index = this.#known.findIndex((known) => known.name === name);
      const before = this.#known[index]?.model;
      if (before === undefined) this.#known.push({ name, model });
      else this.#known[index] = { name, model: laidOver(before, model) };
    }
  }

  /** In the order of their indices. */
  get models(): readonly ModelTemplate[] {
    return this.#known.map(({ model }) => model);
  }

  /** Those that have one. */
  get names(): readonly string[] {
    return this.#known.flatMap(({ name }) => name ?? []);
  }

  /** `undefined`: there is none of this name. */
  find(name: string): number | undefined {
    const index = this.#known.findIndex((known) => known.name === name);
    return index < 0 ? undefined : index;
  }

  /**
   * The one of a flag that names it, or does not.
   * @throws ConfigError if there is none of this name, or several and no name.
   */
  named(name: string | null, flag: string): number {
    const index = name === null ? undefined : this.find(name);
    if (index !== undefined) return index;
    if (name === null && this.#known.length === 1) return 0;
    const list =
      this.names.length === 0
        ? 'the history names none; --template-file says what templates are like'
        : `${this.#file.length === 0 ? 'the history has' : 'known are'} ${this.names.join(', ')}`;
    throw new ConfigError([
      name === null ? `${flag} is required: ${list}, and they differ` : `${flag} ${name}: ${list}`,
    ]);
  }

  /** A template like another but for the service time of its starts; its index. */
  withStartTime(
    index: number,
    start: Distribution,
    serviceTime: NonNullable<ModelTemplate['serviceTime']>,
  ): number {
    const { model, name } = this.#known[index] ?? { name: null, model: PLAIN_TEMPLATE };
    const times = { ...(model.serviceTime ?? serviceTime), start };
    return this.#known.push({ name, model: { ...model, serviceTime: times } }) - 1;
  }

  /** What the file says of each, a line a template. */
  lines(): readonly PlanInputLine[] {
    return templateLines(this.#file);
  }
}

function observed(calibration: Calibration | null, given: BuildSettings['serviceTime']): KnownTemplate[] {
  const models = (calibration?.parameters.templates ?? [PLAIN_TEMPLATE]).map((model) =>
    given.start === undefined || model.serviceTime === null
      ? model
      : { ...model, serviceTime: { ...model.serviceTime, ...given } },
  );
  return models.map((model, i) => ({ name: calibration?.templates[i] ?? null, model }));
}

function laidOver(before: ModelTemplate, model: ModelTemplate): ModelTemplate {
  return {
    ...model,
    agents: model.agents ?? before.agents,
    serviceTime: model.serviceTime ?? before.serviceTime,
  };
}
