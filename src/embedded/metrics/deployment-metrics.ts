import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isLive, jobStatus, type ModelBuild } from '../../model/index.js';
import type { Deployment } from '../deployment.js';

/** What the deployment's provisioners are, to Coder. */
const PROVISIONER = 'terraform';

/** As Go's Prometheus client has them unless told otherwise; the server tells nothing (Coder API contract, executor). */
const DEFAULT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const QUEUE_WAIT_BUCKETS = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 900, 1200, 1800];
const JOB_BUCKETS = [1, 10, 30, 60, 300, 600, 1800, 3600];

/**
 * Metrics of a deployment under the names of Coder's own, for autobuild and provisioner jobs, in deployment time:
 *
 * | metric | is |
 * |---|---|
 * | `coderd_lifecycle_autobuild_execution_duration_seconds` | from a tick to the end of the executor's run for it, late starts included |
 * | `coderd_workspace_builds_enqueued_total` | builds created; what is refused before is not counted |
 * | `coderd_provisioner_job_queue_wait_seconds` | created to acquired, 0 if that was before; who is canceled or reaped while waiting never appears |
 * | `coderd_provisionerd_jobs_current` | jobs that live provisioners run |
 * | `coderd_provisionerd_num_daemons` | provisioners that live |
 * | `coderd_provisionerd_job_timings_seconds` | acquired to ended, as the provisioner tells it: a job that the reaper ends never appears |
 * | `coderd_provisionerd_workspace_build_timings_seconds` | the same by template, version and transition |
 *
 * Counting begins with this object, as with the process of a server: builds of before do not appear, their ends do.
 * Made of the model's records when they are read, and of nothing that depends on when that is; a build costs nothing in
 * between.
 */
export class DeploymentMetrics {
  readonly #deployment: Deployment;
  readonly #registry = new Registry();
  readonly #execution: Histogram;
  readonly #enqueued: Counter<'provisioner_type' | 'build_reason' | 'transition' | 'status'>;
  readonly #queueWait: Histogram<'provisioner_type' | 'job_type' | 'transition' | 'build_reason'>;
  readonly #jobTime: Histogram<'provisioner' | 'status'>;
  readonly #buildTime: Histogram<'template_name' | 'template_version' | 'workspace_transition' | 'status'>;
  readonly #unsubscribe: () => void;
  /** Builds that have not ended when they were looked at last, and whether they had begun. */
  readonly #open = new Map<ModelBuild, 'waiting' | 'running'>();
  #seen = 0;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    const registers = [this.#registry];
    this.#execution = new Histogram({
      name: 'coderd_lifecycle_autobuild_execution_duration_seconds',
      help: 'Duration of each autobuild execution.',
      buckets: DEFAULT_BUCKETS,
      registers,
    });
    this.#enqueued = new Counter({
      name: 'coderd_workspace_builds_enqueued_total',
      help: 'Workspace builds that were enqueued.',
      labelNames: ['provisioner_type', 'build_reason', 'transition', 'status'],
      registers,
    });
    this.#queueWait = new Histogram({
      name: 'coderd_provisioner_job_queue_wait_seconds',
      help: 'Time from the creation of a provisioner job to its acquisition.',
      labelNames: ['provisioner_type', 'job_type', 'transition', 'build_reason'],
      buckets: QUEUE_WAIT_BUCKETS,
      registers,
    });
    this.#jobTime = new Histogram({
      name: 'coderd_provisionerd_job_timings_seconds',
      help: 'Time that provisioner jobs took.',
      labelNames: ['provisioner', 'status'],
      buckets: JOB_BUCKETS,
      registers,
    });
    this.#buildTime = new Histogram({
      name: 'coderd_provisionerd_workspace_build_timings_seconds',
      help: 'Time that workspace builds took.',
      labelNames: ['template_name', 'template_version', 'workspace_transition', 'status'],
      buckets: JOB_BUCKETS,
      registers,
    });
    this.#addGauges();
    for (const build of this.#newBuilds()) {
      if (build.completedUs === null) this.#open.set(build, isTaken(build) ? 'running' : 'waiting');
    }
    this.#unsubscribe = deployment.onPublication((publication) => {
      if (publication.kind === 'executor_run')
        this.#execution.observe((publication.atUs - publication.tickUs) / 1e6);
    });
  }

  /** The media type of what {@link render} gives. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics as of now, in Prometheus' text format. */
  render(): Promise<string> {
    this.#deployment.driver.touch();
    for (const build of this.#newBuilds()) {
      this.#open.set(build, 'waiting');
      this.#enqueued.inc({
        provisioner_type: PROVISIONER,
        build_reason: this.#deployment.builds.reasonOf(build),
        transition: build.transition,
        status: 'success',
      });
    }
    this.#lookAtJobs();
    return this.#registry.metrics();
  }

  /** Hears no more. */
  close(): void {
    this.#unsubscribe();
  }

  #addGauges(): void {
    const { model, clock } = this.#deployment;
    const registers = [this.#registry];
    new Gauge({
      name: 'coderd_provisionerd_jobs_current',
      help: 'Provisioner jobs that run.',
      labelNames: ['provisioner'],
      registers,
      collect() {
        this.set(
          { provisioner: PROVISIONER },
          model.provisioners().filter((one) => one.current !== null && one.diedUs === null).length,
        );
      },
    });
    new Gauge({
      name: 'coderd_provisionerd_num_daemons',
      help: 'Provisioner daemons that live.',
      registers,
      collect() {
        const nowUs = Math.max(model.nowUs, Math.floor(clock.nowMs() * 1000));
        this.set(model.provisioners().filter((one) => one.diedUs === null && isLive(one, nowUs)).length);
      },
    });
  }

  /** The builds that were created since the last look. */
  #newBuilds(): ModelBuild[] {
    const created = [...this.#deployment.model.builds(this.#seen)];
    this.#seen += created.length;
    return created;
  }

  #lookAtJobs(): void {
    for (const [build, state] of this.#open) {
      if (isTaken(build) && state === 'waiting') {
        this.#open.set(build, 'running');
        this.#queueWait.observe(
          {
            provisioner_type: PROVISIONER,
            job_type: 'workspace_build',
            transition: build.transition,
            build_reason: this.#deployment.builds.reasonOf(build),
          },
          Math.max(0, build.startedUs - build.createdUs) / 1e6,
        );
      }
      const { completedUs } = build;
      if (completedUs === null) continue;
      this.#open.delete(build);
      if (isTaken(build) && !build.reaped) this.#observeEnd(build, (completedUs - build.startedUs) / 1e6);
    }
  }

  #observeEnd(build: ModelBuild, seconds: number): void {
    const { template } = this.#deployment.workspaces.withHandle(build.workspace);
    const status = jobStatus(build) === 'succeeded' ? 'success' : 'failed';
    this.#jobTime.observe({ provisioner: PROVISIONER, status }, seconds);
    this.#buildTime.observe(
      {
        template_name: template.name,
        template_version: template.versionName,
        workspace_transition: build.transition,
        status,
      },
      seconds,
    );
  }
}

/** Whether a provisioner has ever taken the build; one that is done without has a start, too. */
function isTaken(build: ModelBuild): build is ModelBuild & { readonly startedUs: number } {
  return build.provisioner !== null && build.startedUs !== null;
}
