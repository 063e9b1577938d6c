import type { Log, LogFields } from '../core/log.ts';
import type { Later } from '../core/ports/world.ts';
import type { Tracker, TrackerOptions } from './create-tracker.ts';

export interface ReporterOptions {
  /** Where errors go; `undefined`: nowhere, and nothing is loaded. */
  dsn: string | undefined;
  release: string;
  fetch: typeof globalThis.fetch;
  later: Later;
  log: Log;
  /** Loads the tracker; replaced in tests. */
  load?: () => Promise<{ createTracker: (options: TrackerOptions) => Tracker }>;
}

/** Reports unexpected errors to the operator's error tracker, after the response. Never throws. */
export function createReporter(
  options: ReporterOptions,
): (error: unknown, fields: LogFields) => void {
  const { dsn, release, fetch, later, log } = options;
  if (dsn === undefined) {
    return () => undefined;
  }
  // loaded with the first error: most instances never see one
  const load = options.load ?? (() => import('./create-tracker.ts'));
  let tracker: Promise<Tracker> | undefined;

  const report = async (thrown: unknown, fields: LogFields) => {
    try {
      tracker ??= load().then(({ createTracker }) => createTracker({ dsn, release, fetch }));
      await (await tracker).report(thrown, fields);
    } catch (failure) {
      log.warn('report_failed', { error: failure });
    }
  };
  return (thrown, fields) => {
    later.run(report(thrown, fields));
  };
}
