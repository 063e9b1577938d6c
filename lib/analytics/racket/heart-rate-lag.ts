/**
 * How much of a rhythm of work and rest heart rate can show: the share of the swing that is left (gain, 0…1), and
 * by how many seconds it comes late, for a heart that follows effort with a first-order time constant.
 *
 * Gain 1/√(1 + (2πτ/T)²), lag atan(2πτ/T)·T/2π. A rally of 18 s and a rest of 10 s (T 28) with τ 30 leave 15 %, late
 * by 6 s. `undefined` for a period or a constant that is not positive and finite.
 * Source: first-order response; τ 55.7–59.5 s on steps of treadmill speed (BioMed Eng OnLine 2015, 14:112), shorter
 * on sharp onsets. None has been published for squash.
 */
export function heartRateLag({
  periodS,
  timeConstantS,
}: {
  periodS: number;
  timeConstantS: number;
}): { gain: number; lagS: number } | undefined {
  const phase = (2 * Math.PI * timeConstantS) / periodS;
  const isReal = periodS > 0 && periodS < Infinity && timeConstantS > 0 && phase < Infinity;
  return isReal
    ? {
        gain: 1 / Math.hypot(1, phase),
        lagS: (Math.atan(phase) * periodS) / (2 * Math.PI),
      }
    : undefined;
}
