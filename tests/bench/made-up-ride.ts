import { randomUUID } from 'node:crypto';
import type { Channels, LatLng } from '../../lib/recording/channels.ts';

export interface Ride {
  id: string;
  sampleCount: number;
  channels: Channels;
}

/** Numbers in [0, 1) from a seed: Marsaglia’s xorshift32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function to(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

/** A ride at 1 Hz as Strava hands it on: rolling country, coasting, stops, lost fixes and straps. */
export function madeUpRide({ seed, hours }: { seed: number; hours: number }): Ride {
  const random = seeded(seed * 2_654_435_761);
  const normal = () => (random() + random() + random() + random() - 2) * Math.sqrt(3);
  const sampleCount = hours * 3600;
  const channels = {
    time: [] as number[],
    heart_rate: [] as (number | null)[],
    power: [] as number[],
    cadence: [] as number[],
    speed: [] as number[],
    distance: [] as number[],
    altitude: [] as number[],
    latlng: [] as (LatLng | null)[],
    temperature: [] as number[],
  };
  const now = { time: 0, grade: 0, effort: 0, speed: 4, distance: 0, altitude: 80, heading: 1 };
  const slow = { heartRate: 95, cadence: 85, lat: 46.05, lng: 14.5, gps: 0, temperature: 16 };
  for (let i = 0; i < sampleCount; i += 1) {
    now.time += random() < 1 / 1800 ? 20 + Math.floor(random() * 300) : 1;
    const hill = 0.03 * Math.sin(i / 400) - (now.altitude - 150) / 15_000;
    now.grade += (hill - now.grade) / 120 + 0.0015 * normal();
    now.effort += -now.effort / 60 + 4 * normal();
    const coasting = now.grade < -0.035 || now.effort < -45;
    const power = coasting ? 0 : Math.max(0, 195 + 1500 * now.grade + now.effort + 22 * normal());
    const drag = 0.0021 * now.speed ** 2 + 9.81 * (0.005 + now.grade);
    now.speed = Math.min(20, Math.max(1, now.speed + power / (80 * now.speed) - drag));
    now.distance += now.speed;
    now.altitude += now.speed * now.grade;
    now.heading += 0.02 * normal();
    slow.gps += -slow.gps / 20 + 2e-6 * normal();
    slow.lat += (now.speed * Math.cos(now.heading)) / 111_195;
    slow.lng += (now.speed * Math.sin(now.heading)) / 77_100;
    slow.heartRate += (80 + power * 0.33 - slow.heartRate) / 45 + 0.35 * normal();
    slow.cadence += (85 - slow.cadence) / 15 + 1.2 * normal();
    slow.temperature += (18 - slow.temperature) / 3600 + 0.03 * normal();
    channels.time.push(now.time);
    channels.heart_rate.push(i % 3600 > 3580 ? null : Math.round(slow.heartRate));
    channels.power.push(Math.round(power));
    channels.cadence.push(coasting ? 0 : Math.round(slow.cadence));
    channels.speed.push(to(now.speed, 3));
    channels.distance.push(to(now.distance, 1));
    channels.altitude.push(to(now.altitude, 1));
    channels.latlng.push(i < 15 ? null : [to(slow.lat + slow.gps, 6), to(slow.lng + slow.gps, 6)]);
    channels.temperature.push(Math.round(slow.temperature));
  }
  return { id: randomUUID(), sampleCount, channels };
}
