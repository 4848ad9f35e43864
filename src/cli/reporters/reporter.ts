import type { Report } from '../../build/index.ts';
import type { BuildEvent } from '../../core/events.ts';

/** One way of telling how a build goes: hears every event, then the report. */
export interface Reporter {
  hear(event: BuildEvent): void;
  end(report: Report, exitCode: number, durationMs: number): void | Promise<void>;
}
