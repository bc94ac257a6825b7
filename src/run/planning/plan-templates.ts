import { type ModelTemplate, PLAIN_TEMPLATE } from '../../model/index.js';
import type { CalibratedField, Calibration, TemplateCalibration } from '../../plan/index.js';
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
  /** What the history says of it, as far as the model has that; `null`: nothing. */
  readonly calibration: TemplateCalibration | null;
}

/**
 * The templates of a plan, by index: those of the history, with what a file says laid over them, and those of groups
 * that have service times of their own. What a file leaves open is as the history has it.
 */
export class PlanTemplates {
  readonly #known: KnownTemplate[];
  /** Those that groups have of their own: behind the known ones, and never meant by a name. */
  readonly #derived: KnownTemplate[] = [];
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
      const before = this.#known[index];
      if (before === undefined) this.#known.push({ name, model, calibration: null });
      else this.#known[index] = laidOver(before, model);
    }
  }

  /** In the order of their indices. */
  get models(): readonly ModelTemplate[] {
    return this.#all.map(({ model }) => model);
  }

  get #all(): readonly KnownTemplate[] {
    return [...this.#known, ...this.#derived];
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
        ? 'nothing that was read names templates; --template-file says what they are like'
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
    const like = this.#known[index] ?? { name: null, model: PLAIN_TEMPLATE, calibration: null };
    const { model } = like;
    const times = { ...(model.serviceTime ?? serviceTime), start };
    const calibration = without(like.calibration, 'serviceTime.start');
    const own = { ...like, calibration, model: { ...model, serviceTime: times } };
    return this.#known.length + this.#derived.push(own) - 1;
  }

  /**
   * What the history says of templates that are due, each once; `null` where it does not tell them apart.
   * @param due - Their indices.
   */
  calibrations(due: readonly number[]): readonly TemplateCalibration[] | null {
    const named = this.#known.filter(({ calibration }) => calibration !== null);
    if (named.length < 2) return null;
    const told = new Set<string>();
    return [...new Set(due)]
      .sort((a, b) => a - b)
      .flatMap((index) => {
        const calibration = this.#all[index]?.calibration ?? null;
        if (calibration === null) return [];
        const fields = calibration.fields.filter(({ name }) => !told.has(`${calibration.name} ${name}`));
        for (const { name } of fields) told.add(`${calibration.name} ${name}`);
        return [{ ...calibration, fields }];
      });
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
  return models.map((model, i) => {
    const own = calibration?.templates[i] ?? null;
    return {
      name: own?.name ?? null,
      model,
      calibration: given.start === undefined ? own : without(own, 'serviceTime.start'),
    };
  });
}

function laidOver({ calibration, model: before, name }: KnownTemplate, model: ModelTemplate): KnownTemplate {
  const known = model.serviceTime === null ? calibration : without(calibration, 'serviceTime.start');
  return {
    name,
    model: {
      ...model,
      agents: model.agents ?? before.agents,
      serviceTime: model.serviceTime ?? before.serviceTime,
    },
    calibration: model.agents === null ? known : without(known, 'agents'),
  };
}

/** What is said elsewhere is not the history's. */
function without(
  calibration: TemplateCalibration | null,
  name: CalibratedField['name'],
): TemplateCalibration | null {
  if (calibration === null) return null;
  const fields = calibration.fields.filter((field) => field.name !== name);
  return { ...calibration, fields, lognormalFit: name === 'agents' ? calibration.lognormalFit : null };
}
