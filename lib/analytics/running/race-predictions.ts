import { timeAtVdot, vdotOf } from './vdot.ts';

export interface RacePrediction {
  distanceM: number;
  riegelS: number;
  cameronS: number;
  /** `undefined` where the race behind it is outside VDOT's range. */
  vdotS: number | undefined;
  /** Fastest and slowest of the models and of Riegel with the exponent of under-trained runners. */
  band: { fastS: number; slowS: number };
}

/**
 * Times in seconds at other distances, predicted from one all-out race by three models, with a band.
 *
 * - Riegel: T₂ = T₁·(D₂/D₁)^1.06. The band includes an exponent of 1.10, nearer to what recreational marathon
 *   runners show (1.07–1.15); 1.06 is optimistic for them.
 * - Cameron: T₂ = T₁/D₁·D₂·f(D₁)/f(D₂), f(d) = 13.49681 − 0.000030363·d + 835.7114/d^0.7905, d in metres.
 * - VDOT: the time at which the target distance has the same VDOT.
 *
 * The models disagree most from short races to the marathon: show the band, not one of them. `undefined` for
 * a distance or a time that is not positive and finite, or distances beyond 100 m…100 km, outside which
 * nothing is known (Cameron's f turns negative beyond 440 km).
 * Source: Riegel 1981 (Am. Sci. 69:285); Cameron 1998; Daniels & Gilbert 1979.
 */
export function racePrediction({
  distanceM,
  timeS,
  targetM,
}: {
  distanceM: number;
  timeS: number;
  targetM: number;
}): RacePrediction | undefined {
  if (!isRunnable(distanceM) || !isRunnable(targetM) || !(timeS > 0 && timeS < Infinity)) {
    return undefined;
  }
  const riegelS = riegelTime({ distanceM, timeS, targetM, exponent: 1.06 });
  const cameronS =
    (timeS / distanceM) * targetM * (cameronFactor(distanceM) / cameronFactor(targetM));
  const vdot = vdotOf({ distanceM, timeS });
  const vdotS = vdot === undefined ? undefined : timeAtVdot({ vdot, distanceM: targetM });
  const cautiousS = riegelTime({ distanceM, timeS, targetM, exponent: 1.1 });
  const all = [riegelS, cautiousS, cameronS, ...(vdotS === undefined ? [] : [vdotS])];
  return {
    distanceM: targetM,
    riegelS,
    cameronS,
    vdotS,
    band: { fastS: Math.min(...all), slowS: Math.max(...all) },
  };
}

/** Riegel's power law with an exponent of one's own. */
export function riegelTime({
  distanceM,
  timeS,
  targetM,
  exponent,
}: {
  distanceM: number;
  timeS: number;
  targetM: number;
  exponent: number;
}): number {
  return timeS * (targetM / distanceM) ** exponent;
}

const SHORTEST_M = 100;
const LONGEST_M = 100_000;

function isRunnable(distanceM: number): boolean {
  return distanceM >= SHORTEST_M && distanceM <= LONGEST_M;
}

function cameronFactor(distanceM: number): number {
  return 13.49681 - 0.000030363 * distanceM + 835.7114 / distanceM ** 0.7905;
}
