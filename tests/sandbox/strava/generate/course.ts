import type { CourseSpec } from '../model.ts';
import { between, randomOf } from '../random.ts';

const earthRadiusM = 6_371_008.8;
const metresPerDegree = (Math.PI / 180) * earthRadiusM;

/** A closed loop sampled at equal steps along the way; the last point lies one step before the first. */
export interface Course {
  lengthM: number;
  stepM: number;
  lat: Float64Array;
  lng: Float64Array;
  altitudeM: Float64Array;
}

/** Great-circle distance, m. */
export function haversineM(
  a: { lat: number; lng: number },
  b: { lat: number; lng: number },
): number {
  const radians = Math.PI / 180;
  const dLat = (b.lat - a.lat) * radians;
  const dLng = (b.lng - a.lng) * radians;
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(dLng / 2) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** A wobbly circle through home, in degrees; its size is put right afterwards. */
function outline(spec: CourseSpec, scaleM: number, points: number): { lat: number; lng: number }[] {
  const random = randomOf(spec.seed, 'outline');
  const harmonics = Array.from({ length: 7 }, (_, i) => ({
    k: i + 2,
    amplitude: between(random, 0.05, 0.5) / (i + 2),
    phase: between(random, 0, 2 * Math.PI),
  }));
  const turn = between(random, 0, 2 * Math.PI);
  const at = (theta: number): { x: number; y: number } => {
    let radius = 1;
    for (const { k, amplitude, phase } of harmonics)
      radius += amplitude * Math.cos(k * theta + phase);
    return { x: radius * Math.cos(theta + turn), y: radius * Math.sin(theta + turn) };
  };
  const home = at(0);
  return Array.from({ length: points }, (_, i) => {
    const { x, y } = at((i / points) * 2 * Math.PI);
    const lat = spec.homeLat + ((y - home.y) * scaleM) / metresPerDegree;
    const shrink = Math.cos((lat * Math.PI) / 180);
    return { lat, lng: spec.homeLng + ((x - home.x) * scaleM) / (metresPerDegree * shrink) };
  });
}

function lengthsOf(points: readonly { lat: number; lng: number }[]): Float64Array {
  const along = new Float64Array(points.length + 1);
  for (let i = 0; i < points.length; i += 1) {
    along[i + 1] = along[i]! + haversineM(points[i]!, points[(i + 1) % points.length]!);
  }
  return along;
}

/** Height above the base, m, by distance: waves that close with the loop. */
function altitudes(spec: CourseSpec, count: number, stepM: number): Float64Array {
  const random = randomOf(spec.seed, 'hills');
  const waves = Array.from({ length: 6 }, () => {
    const k = Math.round(between(random, 1, Math.max(3, Math.min(24, spec.lengthM / 1200))));
    const grade = spec.hilliness * between(random, 0.2, 0.9);
    return {
      k,
      amplitude: (grade * spec.lengthM) / (2 * Math.PI * k),
      phase: between(random, 0, 2 * Math.PI),
    };
  });
  const altitudeM = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const turn = ((i * stepM) / spec.lengthM) * 2 * Math.PI;
    let height = spec.baseAltitudeM;
    for (const { k, amplitude, phase } of waves) height += amplitude * Math.sin(k * turn + phase);
    altitudeM[i] = height;
  }
  return altitudeM;
}

/**
 * The loop of a spec. Distances are measured on the loop itself, so that distance, position and
 * altitude of a recording agree with each other to the metre.
 */
export function courseOf(spec: CourseSpec): Course {
  const outlinePoints = 720;
  const unit = lengthsOf(outline(spec, 1000, outlinePoints))[outlinePoints]!;
  const points = outline(spec, (1000 * spec.lengthM) / unit, outlinePoints);
  const along = lengthsOf(points);
  const lengthM = along[outlinePoints]!;
  const count = Math.max(200, Math.round(lengthM / 20));
  const stepM = lengthM / count;
  const lat = new Float64Array(count);
  const lng = new Float64Array(count);
  let k = 0;
  for (let i = 0; i < count; i += 1) {
    const d = i * stepM;
    while (along[k + 1]! <= d) k += 1;
    const share = (d - along[k]!) / (along[k + 1]! - along[k]!);
    const a = points[k]!;
    const b = points[(k + 1) % outlinePoints]!;
    lat[i] = a.lat + (b.lat - a.lat) * share;
    lng[i] = a.lng + (b.lng - a.lng) * share;
  }
  return { lengthM, stepM, lat, lng, altitudeM: altitudes(spec, count, stepM) };
}
