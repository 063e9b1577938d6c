import type { Recording } from '../../lib/analytics/recording.ts';

/** A number from 0 to 1, the same for the same seed and index. */
function noise(index: number, seed: number): number {
  const mixed = Math.sin(index * 12.9898 + seed * 78.233) * 43758.5453;
  return mixed - Math.floor(mixed);
}

/**
 * A ride at 1 Hz over rolling hills with surges, coasting, stops of the clock and drop-outs: power, heart rate,
 * speed, altitude, cadence and position, always the same.
 */
export function madeUpRide({
  hours,
  pauses = true,
}: {
  hours: number;
  pauses?: boolean;
}): Recording {
  const count = Math.round(hours * 3600);
  const channels = {
    time: [] as number[],
    power: [] as (number | null)[],
    heart_rate: [] as (number | null)[],
    speed: [] as (number | null)[],
    altitude: [] as (number | null)[],
    cadence: [] as (number | null)[],
    latlng: [] as ([number, number] | null)[],
    distance: [] as number[],
    temperature: [] as number[],
  };
  let elapsed = 0;
  let distance = 0;
  let heartRate = 100;
  for (let i = 0; i < count; i += 1) {
    elapsed += pauses && i % 2400 === 2399 ? 180 : i === 0 ? 0 : 1;
    const climbing = Math.sin(i / 700) > 0;
    const coasting = noise(Math.floor(i / 40), 1) < 0.12;
    const surge = noise(Math.floor(i / 90), 2) < 0.1 ? 150 : 0;
    const power = coasting
      ? 0
      : Math.round((climbing ? 240 : 170) + surge + 60 * (noise(i, 3) - 0.5));
    heartRate += (90 + power * 0.3 - heartRate) / 45;
    const speed = climbing ? 5 + 2 * noise(i, 4) : 9 + 3 * noise(i, 4);
    distance += speed;
    const silent = noise(Math.floor(i / 20), 5) < 0.01;
    channels.time.push(elapsed);
    channels.power.push(silent ? null : power);
    channels.heart_rate.push(Math.round(heartRate));
    channels.speed.push(Math.round(speed * 1000) / 1000);
    channels.altitude.push(Math.round((300 - 200 * Math.cos(i / 700) + noise(i, 6)) * 5) / 5);
    channels.cadence.push(coasting ? 0 : Math.round(85 + 10 * (noise(i, 7) - 0.5)));
    channels.latlng.push([47 + distance * 8e-6, 8 + 0.01 * Math.sin(distance / 3000)]);
    channels.distance.push(Math.round(distance * 10) / 10);
    channels.temperature.push(18);
  }
  return {
    sport: 'cycling',
    channels,
    laps: Array.from({ length: Math.ceil(hours * 4) }, (_, i) => ({
      startS: i * 900,
      endS: (i + 1) * 900,
    })),
  };
}
