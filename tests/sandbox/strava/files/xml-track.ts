import { haversineM } from '../generate/course.ts';
import type { Recording } from '../model.ts';
import { NotAnActivity } from './fit-file.ts';

/** One track point of a GPX or TCX file. */
interface Point {
  timeS: number;
  lat: number;
  lng: number;
  altitudeM: number;
  heartRateBpm: number;
  distanceM: number;
}

function numberIn(text: string, pattern: RegExp): number {
  const match = pattern.exec(text);
  return match === null ? Number.NaN : Number(match[1]);
}

function pointsOf(xml: string): Point[] {
  const blocks = xml.match(/<trkpt\b[\s\S]*?<\/trkpt>|<Trackpoint\b[\s\S]*?<\/Trackpoint>/g) ?? [];
  return blocks.map((block) => ({
    timeS: Date.parse(/<time>([^<]+)<\/time>/i.exec(block)?.[1] ?? '') / 1000,
    lat: numberIn(block, /(?:\blat="|<LatitudeDegrees>)([-\d.]+)/),
    lng: numberIn(block, /(?:\blon="|<LongitudeDegrees>)([-\d.]+)/),
    altitudeM: numberIn(block, /<(?:ele|AltitudeMeters)>([-\d.]+)/),
    heartRateBpm: numberIn(block, /<(?:\w+:)?(?:hr>|HeartRateBpm[^>]*>\s*<Value>)(\d+)/),
    distanceM: numberIn(block, /<DistanceMeters>([-\d.]+)/),
  }));
}

function orNothing(channel: Float64Array): Float64Array | undefined {
  return channel.every((value) => Number.isNaN(value)) ? undefined : channel;
}

/** Distance along the positions where the file gives none, m. */
function distances(points: readonly Point[]): Float64Array {
  const along = new Float64Array(points.length);
  for (let i = 1; i < points.length; i += 1) {
    const given = points[i]!.distanceM;
    const step = haversineM(points[i - 1]!, points[i]!);
    along[i] = Number.isNaN(given) ? along[i - 1]! + (Number.isNaN(step) ? 0 : step) : given;
  }
  return along;
}

/**
 * The track of a GPX or TCX file, read with patterns: enough for well-formed files of devices,
 * which is all that is uploaded here.
 */
export function readXmlTrack(xml: string): {
  sportType: string;
  startS: number;
  recording: Recording;
} {
  const points = pointsOf(xml).filter(({ timeS }) => !Number.isNaN(timeS));
  if (points.length < 2) throw new NotAnActivity('fewer than two track points with a time');
  const startS = points[0]!.timeS;
  const distance = distances(points);
  const timeS = Float64Array.from(points, (point) => Math.round(point.timeS - startS));
  const altitude = orNothing(Float64Array.from(points, ({ altitudeM }) => altitudeM));
  const heartrate = orNothing(Float64Array.from(points, ({ heartRateBpm }) => heartRateBpm));
  const lat = orNothing(Float64Array.from(points, (point) => point.lat));
  const lng = orNothing(Float64Array.from(points, (point) => point.lng));
  const speed = Float64Array.from(points, (_, i) => {
    const spanS = i === 0 ? 0 : timeS[i]! - timeS[i - 1]!;
    return spanS > 0 ? (distance[i]! - distance[i - 1]!) / spanS : 0;
  });
  return {
    sportType: /Sport="Biking"|<type>(?:cycling|1)<\/type>/i.test(xml) ? 'Ride' : 'Run',
    startS: Math.floor(startS),
    recording: {
      timeS,
      moving: Uint8Array.from(speed, (mps) => (mps > 0.3 ? 1 : 0)),
      channels: {
        distance,
        velocity_smooth: speed,
        ...(altitude === undefined ? {} : { altitude }),
        ...(heartrate === undefined ? {} : { heartrate }),
      },
      ...(lat === undefined || lng === undefined ? {} : { lat, lng }),
      lapStarts: [0],
    },
  };
}
