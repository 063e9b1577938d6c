/**
 * Mechanical power of swimming, W, estimated from speed and body mass: (0.35·m + 2)/0.6 · v³.
 *
 * Drag for a swimmer of that mass over an efficiency of 0.6; a model, not a measurement. `undefined` for a mass
 * outside 20…300 kg or a speed outside 0…3 m/s.
 * Source: Skiba, SwimScore; drag factor from Toussaint.
 */
export function estimatedSwimPower({
  massKg,
  speedMps,
}: {
  massKg: number;
  speedMps: number;
}): number | undefined {
  return massKg >= 20 && massKg <= 300 && speedMps >= 0 && speedMps <= 3
    ? ((0.35 * massKg + 2) / 0.6) * speedMps ** 3
    : undefined;
}
