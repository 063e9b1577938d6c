import { startSync } from '../../lib/features/sync/start-sync.ts';
import { runUntilQuiet } from './drive-jobs.ts';
import type { SimulatedAthlete } from './simulated-athlete.ts';
import type { Simulation } from './simulation.ts';
import { type CompareOptions, differences } from './truth.ts';

/** What is allowed before Fettle must equal Strava again. */
export interface Patience {
  nights?: number;
  /** `POST /sync` in full mode, after the jobs that wait. */
  fullSync?: boolean;
}

export interface Healing {
  /** `jobs`, `full sync`, `1 night`, …; `never`: see `left`. */
  after: string;
  left: string[];
}

/** `POST /sync`. */
export async function requestSync(
  world: Simulation,
  athlete: SimulatedAthlete,
  body: { mode: 'incremental' | 'full'; since?: string },
): Promise<void> {
  const input = { params: undefined, query: undefined, body, ifVersion: undefined };
  await startSync(input, athlete.caller, world.deps);
}

/** Ends every fault, and gives Fettle as much time as `patience` says to become equal to Strava. */
export async function heal(
  world: Simulation,
  athlete: SimulatedAthlete,
  input: { patience: Patience; compare: CompareOptions },
): Promise<Healing> {
  const { nights = 2, fullSync = false } = input.patience;
  world.sim.removeFaults();
  world.sim.setWebhooks({ drop: 0, duplicate: 0, reorder: false, delayMs: 0 });
  const left = () => differences(world, athlete, input.compare);
  await runUntilQuiet(world);
  let differing = await left();
  if (differing.length === 0) {
    return { after: 'jobs', left: [] };
  }
  if (fullSync) {
    await requestSync(world, athlete, { mode: 'full' });
    await runUntilQuiet(world);
    differing = await left();
    return { after: differing.length === 0 ? 'full sync' : 'never', left: differing };
  }
  for (let night = 1; night <= nights; night += 1) {
    await world.night();
    await runUntilQuiet(world);
    differing = await left();
    if (differing.length === 0) {
      return { after: night === 1 ? '1 night' : `${night} nights`, left: [] };
    }
  }
  return { after: 'never', left: differing };
}
