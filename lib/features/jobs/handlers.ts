import type { Deps } from '../../core/ports.ts';
import type { Handlers } from '../../jobs/handler.ts';
import { runAnalyseActivity } from '../analysis/analyse-activity.ts';
import { recomputeAnalyses } from '../analysis/recompute-analyses.ts';
import { exportAthlete } from '../export/export-athlete.ts';
import { runFindInsights } from '../insights/find-insights.ts';
import { assembleRecording } from '../live/assemble-recording.ts';
import { closeLive } from '../live/close-live.ts';
import { checkSubscription } from '../nightly/check-subscription.ts';
import { enqueueRecomputes } from '../nightly/enqueue-recomputes.ts';
import { enqueueReconciles } from '../nightly/enqueue-reconciles.ts';
import { purgeExpired } from '../nightly/purge-expired.ts';
import { runDeauthorised, runDeleteAthlete, runDisconnect } from '../strava/purge-strava.ts';
import { reconcileAthlete } from '../sync/reconcile-athlete.ts';
import { refreshActivity, retryStreams } from '../sync/refresh-activity.ts';
import { runSync } from '../sync/run-sync.ts';
import { decodeUpload } from '../uploads/decode-upload.ts';

/** Which feature does which kind of job. */
export function createHandlers(deps: Deps): Handlers {
  return {
    sync: (context) => runSync(context, deps),
    'strava-activity': (context) => refreshActivity(context, deps),
    'strava-streams': (context) => retryStreams(context, deps),
    'strava-deauthorised': (context) => runDeauthorised(context, deps),
    'disconnect-strava': (context) => runDisconnect(context, deps),
    'delete-athlete': (context) => runDeleteAthlete(context, deps),
    'analyse-activity': (context) => runAnalyseActivity(context, deps),
    'find-insights': (context) => runFindInsights(context, deps),
    'assemble-recording': (context) => assembleRecording(context, deps),
    'close-live': (context) => closeLive(context, deps),
    'recompute-analyses': (context) => recomputeAnalyses(context, deps),
    'export-athlete': (context) => exportAthlete(context, deps),
    'decode-upload': (context) => decodeUpload(context, deps),
    'reconcile-athlete': (context) => reconcileAthlete(context, deps),
    'nightly-reconcile': (context) => enqueueReconciles(context, deps),
    'nightly-analyses': (context) => enqueueRecomputes(context, deps),
    'nightly-purge': (context) => purgeExpired(context, deps),
    'strava-subscription': (context) => checkSubscription(context, deps),
  };
}
