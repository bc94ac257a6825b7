/** How each figure of a report was obtained, by the figure's name. */
export const HOW_OBTAINED: Readonly<Record<string, string>> = {
  tick_delay: "scheduled minute to the first build's created_at: where the executor's tick stood; not load",
  creation_spread: "first build's created_at to this one's, server's clock",
  queue: "the job's started_at minus the build's created_at, server's clock; negative waits count as zero",
  build: "the job's completed_at minus its started_at, server's clock",
  agent:
    "the last agent's first_connected_at minus the job's completed_at: the server notices the connection, another replica perhaps than the one that ended the job; negative intervals count as zero",
  startup:
    "the last agent's ready_at minus the last first_connected_at: ready_at is the agent's own clock, not the server's; negative intervals count as zero",
  stage_timings:
    "stages of a sample of builds, by the clock of the provisioner's host, not the server's: they compare with each other only",
  total:
    "scheduled minute to usable: the job's completed_at on the server's clock, or where agents are waited for, their connection, or their readiness by their own clocks; of all due, what never became usable is infinite",
  end_to_end_latency:
    "our clock, corrected to the server's, when the schedule was stored, to the job's completed_at",
  waits_given_up: "scheduled minute to when we stopped waiting, by our clock, corrected to the server's",
  trigger_to_completion: "scheduled minute to the job's completed_at, of completed ones",
  percentiles: 'nearest rank, never interpolated',
  clock_offset: 'from the created_at of our own requests, between sending and answer; server minus ours',
};
