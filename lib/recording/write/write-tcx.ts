import type { RecordedLap, Sport } from '../../analytics/recording.ts';
import type { FileRecording, RecordedDevice } from '../recording.ts';
import { endOf, spanTotals, timerTimeS } from './span-totals.ts';
import { isoTime, startMs } from './times.ts';
import { decimal, numberElement, textElement } from './xml.ts';

/**
 * The recording as a Training Center activity: its laps (one, where there is none) with their totals, their
 * samples in a track from pause to pause, and Garmin's ActivityExtension 2 for speed, power and the cadence of
 * a run.
 *
 * Of sports it knows running and biking. Positions have 9 decimals, altitude, distance and speed 3; heart rate,
 * cadence and power are whole. Samples before the first lap are in it, those behind the last one in that.
 * Throws a RangeError without a start.
 */
export function writeTcx(recording: FileRecording): Uint8Array {
  const start = startMs(recording);
  const { devices, notes, sport } = recording;
  const spans = lapsOf(recording);
  const samples = samplesByLap(recording, spans);
  const calories = shares(
    recording.stated.caloriesKcal ?? 0,
    spans.map((span) => timerTimeS(recording, span)),
  );
  const laps = spans.map((lap, index) =>
    lapElement(recording, {
      lap,
      samples: samples[index] ?? [],
      start,
      isOnly: spans.length === 1,
      caloriesKcal: calories[index] ?? 0,
    }),
  );
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2 http://www.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd">
<Activities>
<Activity Sport="${SPORT[sport] ?? 'Other'}">
<Id>${isoTime(start)}</Id>
${laps.join('')}${textElement('Notes', notes)}${creatorElement(devices[0])}
</Activity>
</Activities>
</TrainingCenterDatabase>
`,
  );
}

const SPORT: Partial<Record<Sport, string>> = { running: 'Running', cycling: 'Biking' };

/**
 * By their start, each up to the next, the last with all that follows; one of the whole where there is none. A lap
 * that began while the clock stood begins where it goes on, as a lap's time is that of the clock.
 */
function lapsOf(recording: FileRecording): RecordedLap[] {
  const { channels, pauses } = recording;
  const lastSampleS = channels.time?.at(-1) ?? 0;
  const laps = recording.laps
    .map((lap) => {
      const pause = pauses.find(({ fromS, toS }) => fromS <= lap.startS && lap.startS < toS);
      return { ...lap, startS: pause?.toS ?? lap.startS };
    })
    .toSorted((a, b) => a.startS - b.startS);
  return laps.length > 0
    ? laps.map((lap, index) => ({
        ...lap,
        endS: laps[index + 1]?.startS ?? Math.max(lap.startS, lap.endS, lastSampleS),
      }))
    : [{ startS: 0, endS: endOf(recording) }];
}

/** The indexes of the samples of each lap: from its start to that of the next. */
function samplesByLap({ channels }: FileRecording, laps: readonly RecordedLap[]): number[][] {
  const byLap: number[][] = laps.map(() => []);
  let lap = 0;
  for (const [index, timeS] of (channels.time ?? []).entries()) {
    if (timeS !== null) {
      while (timeS >= (laps[lap + 1]?.startS ?? Infinity)) {
        lap += 1;
      }
      byLap[lap]?.push(index);
    }
  }
  return byLap;
}

/** A whole in shares as long as the times, each whole, that add up to it. */
function shares(whole: number, timesS: readonly number[]): number[] {
  const allS = timesS.reduce((sum, s) => sum + s, 0);
  let soFarS = 0;
  let given = 0;
  return timesS.map((s) => {
    soFarS += s;
    const share = allS > 0 ? Math.round((whole * soFarS) / allS) - given : 0;
    given += share;
    return share;
  });
}

interface Lap {
  lap: RecordedLap;
  caloriesKcal: number;
  samples: readonly number[];
  /** Of the recording, ms since the epoch. */
  start: number;
  isOnly: boolean;
}

function lapElement(
  recording: FileRecording,
  { lap, samples, start, isOnly, caloriesKcal }: Lap,
): string {
  const totals = { ...spanTotals(recording, lap), ...(isOnly ? recording.stated : undefined) };
  const isRun = recording.sport === 'running';
  const cadence = (name: string) => numberElement(name, totals.averageCadenceRpm, 0);
  const extension =
    numberElement('ns3:AvgSpeed', totals.averageSpeedMps, 3) +
    (isRun ? cadence('ns3:AvgRunCadence') : '') +
    numberElement('ns3:AvgWatts', totals.averagePowerW, 0) +
    numberElement('ns3:MaxWatts', totals.maxPowerW, 0);
  return `<Lap StartTime="${isoTime(start + lap.startS * 1000)}">
${numberElement('TotalTimeSeconds', totals.timerTimeS ?? 0, 3)}${numberElement('DistanceMeters', totals.distanceM ?? 0, 3)}${numberElement('MaximumSpeed', totals.maxSpeedMps, 3)}${numberElement('Calories', caloriesKcal, 0)}${heartRateElement('AverageHeartRateBpm', totals.averageHeartRateBpm)}${heartRateElement('MaximumHeartRateBpm', totals.maxHeartRateBpm)}<Intensity>Active</Intensity>${isRun ? '' : cadence('Cadence')}<TriggerMethod>${triggerOf(recording, lap)}</TriggerMethod>
${trackElements(recording, { samples, start })}${textElement('Notes', lap.name)}${extension && `<Extensions><ns3:LX>${extension}</ns3:LX></Extensions>\n`}</Lap>
`;
}

const TRIGGERS = ['Manual', 'Distance', 'Location', 'Time', 'HeartRate'];

/** Why a lap ended, where an event at its end says so in the format's words. */
function triggerOf({ events }: FileRecording, { endS }: RecordedLap): string {
  const said = events.find(({ event, atS }) => event === 'lap' && Math.abs(atS - endS) <= 1);
  return TRIGGERS.find((word) => word.toLowerCase() === said?.type) ?? 'Manual';
}

/** A track from pause to pause. */
function trackElements(
  { channels, pauses, sport }: FileRecording,
  { samples, start }: Pick<Lap, 'samples' | 'start'>,
): string {
  const { time = [], latlng, altitude, distance, heart_rate, cadence, speed, power } = channels;
  const isRun = sport === 'running';
  const lines: string[] = [];
  const [first = 0] = samples;
  let pause = pauses.findIndex(({ toS }) => toS > (time[first] ?? 0));
  for (const index of samples) {
    const timeS = time[index] ?? 0;
    for (; pause !== -1 && timeS >= (pauses[pause]?.toS ?? Infinity); pause += 1) {
      lines.push('</Track>\n<Track>\n');
    }
    const [lat, lng] = latlng?.[index] ?? [];
    const rpm = cadence?.[index];
    const extension =
      numberElement('ns3:Speed', speed?.[index], 3) +
      (isRun ? numberElement('ns3:RunCadence', rpm, 0) : '') +
      numberElement('ns3:Watts', power?.[index], 0);
    const values = [
      lat === undefined || lng === undefined
        ? ''
        : `<Position><LatitudeDegrees>${decimal(lat, 9)}</LatitudeDegrees><LongitudeDegrees>${decimal(lng, 9)}</LongitudeDegrees></Position>`,
      numberElement('AltitudeMeters', altitude?.[index], 3),
      numberElement('DistanceMeters', distance?.[index], 3),
      heartRateElement('HeartRateBpm', heart_rate?.[index]),
      isRun ? '' : numberElement('Cadence', rpm, 0),
      extension && `<Extensions><ns3:TPX>${extension}</ns3:TPX></Extensions>`,
    ].join('');
    // two points of nothing but time in a row are read as a pause
    if (values !== '') {
      const at = `<Time>${isoTime(start + timeS * 1000)}</Time>`;
      lines.push(`<Trackpoint>${at}${values}</Trackpoint>\n`);
    }
  }
  return lines.length === 0 ? '' : `<Track>\n${lines.join('')}</Track>\n`;
}

/** The format has no heart rate of 0. */
function heartRateElement(name: string, bpm: number | null | undefined): string {
  return Math.round(bpm ?? 0) < 1 ? '' : `<${name}>${numberElement('Value', bpm, 0)}</${name}>`;
}

/** The format demands numbers of a device; 0 where they are not known. */
function creatorElement(device: RecordedDevice | undefined): string {
  const { name, serialNumber, softwareVersion } = device ?? {};
  const [major = '0', minor = '0'] =
    /^(\d+)(?:\.(\d+))?/.exec(softwareVersion ?? '')?.slice(1) ?? [];
  const unit = /^\d{1,10}$/.test(serialNumber ?? '') ? serialNumber : '0';
  return `<Creator xsi:type="Device_t">${textElement('Name', name ?? 'Fettle')}<UnitId>${unit}</UnitId><ProductID>0</ProductID><Version><VersionMajor>${major}</VersionMajor><VersionMinor>${minor}</VersionMinor></Version></Creator>`;
}
