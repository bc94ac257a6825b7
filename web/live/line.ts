/** One line of a chart: a value for each of its times. */
export interface Line {
  readonly label: string;
  /** The name of a custom property of the page's style. */
  readonly color: string;
  /** `null`: not known at that time. */
  readonly values: readonly (number | null)[];
  /** Drawn dashed, without an area under it. */
  readonly isPredicted?: true;
}
