/** Runs one row of a fault table: a life at Strava, something that goes wrong, and how Fettle comes out of it. */
import type { StravaControl } from '../sandbox/strava/control/control.ts';
import type { FaultOrder } from '../sandbox/strava/faults.ts';
import type { Activity } from '../sandbox/strava/model.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { runUntilQuiet } from './drive-jobs.ts';
import { type Healing, heal, type Patience } from './heal.ts';
import { readsOf, requestsSpent } from './requests-spent.ts';
import { connectAthlete, type SimulatedAthlete } from './simulated-athlete.ts';
import { type Simulation, type SimulationOptions, startSimulation } from './simulation.ts';
import type { CompareOptions } from './truth.ts';

type ActivityOrder = Parameters<StravaControl['addActivity']>[1];

export interface Stage {
  world: Simulation;
  athlete: SimulatedAthlete;
  /** The newest activities that have a recording, newest first. */
  recorded: Activity[];
  /** A new activity that ended a minute ago, unless told otherwise. */
  add(order?: Partial<ActivityOrder>): Activity;
  fault(order: FaultOrder): void;
}

/** What a case did, for what comes after. */
export interface Deed {
  /** Reads that no backend could do without; `undefined`: what a backfill needs. */
  least?: number;
  compare?: CompareOptions;
}

export interface FaultCase {
  case: string;
  /** `backfill`: happens before the first job ran; `life`: after the backfill. */
  when: 'backfill' | 'life';
  act: (stage: Stage) => Promise<Deed | undefined> | Deed | undefined;
  scopes?: string;
  historyDays?: number;
  patience?: Patience;
  world?: Omit<SimulationOptions, 'supabase'>;
}

export interface FaultRow {
  case: string;
  healed: string;
  reads: number;
  least: number;
  left: string[];
}

const DAY_MS = 86_400_000;

/** For `api/v3` as a whole. */
export const EVERYTHING = { path: '/api/v3/*' };
export const STREAMS = { path: '/activities/*/streams' };

export function isRecorded(activity: Activity): boolean {
  return activity.source.kind !== 'manual';
}

function stageOf(world: Simulation, athlete: SimulatedAthlete): Stage {
  const { sim, clock } = world;
  const nowMs = clock.now().getTime();
  return {
    world,
    athlete,
    recorded: [...athlete.strava.activities.values()]
      .filter((one) => isRecorded(one) && !one.hiddenStart && one.startS * 1000 < nowMs - DAY_MS)
      .sort((a, b) => b.startS - a.startS),
    add: (order = {}) =>
      sim.addActivity(athlete.strava.id, {
        sport: 'running',
        durationS: 1500,
        start: new Date(clock.now().getTime() - 1_560_000),
        ...order,
      }),
    fault: (order) => void sim.addFault(order),
  };
}

/** A list page for each 200 activities, and the streams of each that has some. */
function leastBackfill({ strava }: SimulatedAthlete): number {
  const activities = [...strava.activities.values()];
  return Math.ceil(activities.length / 200) + activities.filter(isRecorded).length;
}

export async function runFaultCase(
  supabase: LocalSupabase,
  fault: FaultCase,
): Promise<FaultRow & { world: Simulation }> {
  const world = await startSimulation({ supabase, ...fault.world });
  await world.subscribe();
  const strava = world.sim.addAthlete({ seed: 11, historyDays: fault.historyDays ?? 12 });
  const athlete = await connectAthlete(
    world,
    strava,
    fault.scopes === undefined ? {} : { scopes: fault.scopes },
  );
  if (fault.when === 'life') {
    await runUntilQuiet(world);
  }
  world.sim.clearRequests();
  const deed = await fault.act(stageOf(world, athlete));
  const healing: Healing = await heal(world, athlete, {
    patience: fault.patience ?? {},
    compare: deed?.compare ?? {},
  });
  return {
    case: fault.case,
    healed: healing.after,
    reads: readsOf(requestsSpent(world.sim)),
    least: deed?.least ?? leastBackfill(athlete),
    left: healing.left,
    world,
  };
}

/** The table as it is printed. */
export function printTable(title: string, rows: Omit<FaultRow, 'left'>[]): void {
  const width = Math.max(...rows.map(({ case: name }) => name.length));
  const lines = rows.map(
    ({ case: name, healed, reads, least }) =>
      `${name.padEnd(width)}  ${healed.padEnd(10)} ${String(reads).padStart(6)} ${String(least).padStart(6)}`,
  );
  const head = `${'case'.padEnd(width)}  ${'healed'.padEnd(10)} ${'reads'.padStart(6)} ${'least'.padStart(6)}`;
  process.stdout.write(`\n${title}\n${head}\n${lines.join('\n')}\n`);
}
