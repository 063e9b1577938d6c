import type { BudgetLedger, TokenVault } from '../core/ports/strava.ts';
import type { Clock } from '../core/ports/world.ts';
import type { Deps } from '../core/ports.ts';
import { createAccounts } from './accounts.ts';
import { createActivities } from './activities.ts';
import { createAnalyses } from './analyses.ts';
import { createAthletes } from './athletes.ts';
import { createAuthApi } from './auth-api.ts';
import { createBudgetLedger } from './budget-ledger.ts';
import { createClients, type SupabaseOptions } from './client.ts';
import { createCodes } from './codes.ts';
import { createConnections } from './connections.ts';
import { createExports } from './exports.ts';
import { createIdempotencyKeys } from './idempotency-keys.ts';
import { createInsights } from './insights.ts';
import { createJobQueue } from './job-queue.ts';
import { createLive } from './live.ts';
import { createMaintenance } from './maintenance.ts';
import { createPatientFetch, SUPABASE_PATIENCE } from './patient-fetch.ts';
import { createPoints } from './points.ts';
import { createStorage } from './storage.ts';
import { createStreams } from './streams.ts';
import { createSyncStates } from './sync-states.ts';
import { createThresholds } from './thresholds.ts';
import { createTokenVault } from './token-vault.ts';
import { createTraining } from './training.ts';
import { createUploads } from './uploads.ts';
import { createWebhookEvents } from './webhook-events.ts';
import { createWellness } from './wellness.ts';

/** Everything that Supabase does for us. */
export type DbPorts = Pick<
  Deps,
  | 'accounts'
  | 'athletes'
  | 'activities'
  | 'streams'
  | 'live'
  | 'points'
  | 'training'
  | 'wellness'
  | 'analyses'
  | 'insights'
  | 'thresholds'
  | 'connections'
  | 'webhookEvents'
  | 'syncStates'
  | 'codes'
  | 'idempotencyKeys'
  | 'exports'
  | 'storage'
  | 'uploads'
  | 'maintenance'
  | 'jobs'
> & { tokenVault: TokenVault; budgetLedger: BudgetLedger };

/** The ports that Supabase implements, over one project. */
export function createDb(options: SupabaseOptions & { clock: Clock }): DbPorts {
  const { clock, ...project } = options;
  const patient = createPatientFetch({ fetch: project.fetch, patience: SUPABASE_PATIENCE });
  const supabase = { ...project, fetch: patient };
  const clients = createClients(supabase);
  return {
    accounts: createAccounts(createAuthApi(supabase), clock),
    athletes: createAthletes(clients),
    activities: createActivities(clients),
    streams: createStreams(clients),
    live: createLive(clients),
    points: createPoints(clients),
    training: createTraining(clients),
    wellness: createWellness(clients),
    analyses: createAnalyses(clients),
    insights: createInsights(clients),
    thresholds: createThresholds(clients),
    connections: createConnections(clients),
    tokenVault: createTokenVault(clients),
    budgetLedger: createBudgetLedger(clients),
    webhookEvents: createWebhookEvents(clients),
    syncStates: createSyncStates(clients, clock),
    codes: createCodes(clients),
    idempotencyKeys: createIdempotencyKeys(clients),
    exports: createExports(clients),
    // with its own patience: files take longer
    storage: createStorage(project),
    uploads: createUploads(clients),
    maintenance: createMaintenance(clients),
    jobs: createJobQueue(clients),
  };
}
