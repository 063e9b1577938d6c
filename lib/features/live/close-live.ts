import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';

/** A watch may be out of reach for a day's hike; who is silent for longer has gone home. */
const SILENT_MS = 12 * 3_600_000;
const PAGE = 500;

/** Job `close-live`: ends live recordings that nobody ended, with their last sample. */
export async function closeLive(
  context: JobContext<'close-live'>,
  deps: Pick<Deps, 'live' | 'clock'>,
): Promise<HandlerOutcome<'close-live'>> {
  const silentSince = new Date(deps.clock.now().getTime() - SILENT_MS);
  let closed = 0;
  for (;;) {
    const some = await deps.live.close({ silentSince, limit: PAGE });
    closed += some;
    if (some < PAGE) {
      return { done: { closed } };
    }
    if (context.yield() || context.signal.aborted) {
      return { handOver: {} };
    }
  }
}
