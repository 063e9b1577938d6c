import type { Result } from '../../analytics/result.ts';
import { ZONE_SCHEMES, type ZoneScheme, zoneBounds } from '../../analytics/zone-schemes.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { getZones as operation } from '../../contract/thresholds.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { KnownThresholds, ThresholdField } from '../../core/ports/analyses.ts';
import type { Deps } from '../../core/ports.ts';
import { dayOf, resolveThresholds, toEngine } from '../analysis/resolve-thresholds.ts';
import { noAccount } from '../me/to-me.ts';
import { PACE_SCHEME, paceBounds } from './pace-scheme.ts';

type Scheme = Output<typeof operation>['power'][number];

const FIELDS: Record<ZoneScheme['relativeTo'], ThresholdField[]> = {
  ftpW: ['ftp_w'],
  lthrBpm: ['lthr_bpm'],
  maxHeartRateBpm: ['max_heart_rate_bpm'],
  heart_rate_reserve: ['resting_heart_rate_bpm', 'max_heart_rate_bpm'],
};

/** The caller's zones by every scheme, with the thresholds that hold today. */
export async function getZones(
  _input: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'athletes' | 'thresholds' | 'clock'>,
): Promise<Output<typeof operation>> {
  const [athlete, rows] = await Promise.all([
    deps.athletes.get(caller),
    deps.thresholds.all(caller, caller.athleteId),
  ]);
  if (athlete === undefined) {
    throw noAccount();
  }
  const date = dayOf(deps.clock.now(), athlete.time_zone);
  const known = resolveThresholds(rows, { date, profileWeightKg: athlete.weight_kg });
  const thresholds = toEngine(known, athlete);
  const schemes = (of: ZoneScheme['of']) =>
    Object.values<ZoneScheme>(ZONE_SCHEMES)
      .filter((scheme) => scheme.of === of)
      .map((scheme) =>
        shown({
          scheme: scheme.id,
          title: scheme.title,
          // a scheme for no sport of its own is there to choose
          sports: scheme.sports === undefined ? null : [...scheme.sports],
          source: scheme.source,
          unit: of === 'power' ? ('w' as const) : ('bpm' as const),
          thresholds: tell(FIELDS[scheme.relativeTo], known),
          bounds: zoneBounds(scheme, thresholds),
        }),
      );
  const pace = (field: 'threshold_speed_mps' | 'css_mps', sports: string[]) =>
    shown({
      scheme: PACE_SCHEME.id,
      title: PACE_SCHEME.title,
      sports,
      source: PACE_SCHEME.source,
      unit: 'mps',
      thresholds: tell([field], known),
      bounds: paceBounds(known[field]?.value),
    });
  return {
    date,
    heart_rate: schemes('heart_rate'),
    power: schemes('power'),
    pace: [
      pace('threshold_speed_mps', ['running', 'walking', 'hiking']),
      pace('css_mps', ['swimming']),
    ],
  };
}

function tell(fields: ThresholdField[], known: KnownThresholds): Scheme['thresholds'] {
  return fields.map((name) => ({
    name,
    value: known[name]?.value ?? null,
    effective_from: known[name]?.effective_from ?? null,
  }));
}

function shown({
  bounds,
  ...scheme
}: Omit<Scheme, 'reason' | 'zones'> & { bounds: Result<Float64Array> }): Scheme {
  const lower = [...(bounds.value ?? [])].map((value) => Math.round(value * 100) / 100);
  return {
    ...scheme,
    reason: bounds.reason ?? null,
    zones: lower.map((from, index) => ({ zone: index + 1, from, to: lower[index + 1] ?? null })),
  };
}
