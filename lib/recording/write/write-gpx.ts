import type { FileRecording } from '../recording.ts';
import { sportOfWord } from '../sport-of-word.ts';
import { NotWritable } from './not-writable.ts';
import { isoTime, startMs } from './times.ts';
import { decimal, numberElement, textElement, xmlText } from './xml.ts';

/**
 * The samples with a position as a GPX 1.1 track, a segment from pause to pause, with heart rate, cadence and
 * temperature in Garmin's TrackPointExtension 1 and power as Strava reads it.
 *
 * Positions have 9 decimals (0.1 mm), altitude 3; heart rate, cadence and power are whole. Throws `NotWritable`
 * without a position, RangeError without a start.
 */
export function writeGpx(recording: FileRecording): Uint8Array {
  const start = startMs(recording);
  const { channels, pauses, devices, name, notes } = recording;
  const { time = [], latlng = [], altitude, heart_rate, cadence, temperature, power } = channels;
  const points: string[] = [];
  let pause = 0;
  for (const [index, timeS] of time.entries()) {
    const position = latlng[index] ?? null;
    if (timeS === null || position === null) {
      continue;
    }
    let hasPaused = false;
    for (; timeS >= (pauses[pause]?.toS ?? Infinity); pause += 1) {
      hasPaused = points.length > 0;
    }
    const [lat, lng] = position;
    const sensors =
      numberElement('gpxtpx:atemp', temperature?.[index], 3) +
      numberElement('gpxtpx:hr', heart_rate?.[index], 0) +
      numberElement('gpxtpx:cad', cadence?.[index], 0);
    const extensions =
      numberElement('power', power?.[index], 0) +
      (sensors && `<gpxtpx:TrackPointExtension>${sensors}</gpxtpx:TrackPointExtension>`);
    points.push(
      `${hasPaused ? '</trkseg>\n<trkseg>\n' : ''}<trkpt lat="${decimal(lat, 9)}" lon="${decimal(lng, 9)}">${numberElement('ele', altitude?.[index], 3)}<time>${isoTime(start + timeS * 1000)}</time>${extensions && `<extensions>${extensions}</extensions>`}</trkpt>\n`,
    );
  }
  if (points.length === 0) {
    throw new NotWritable('GPX needs positions, and this activity has none; use FIT, TCX or CSV.');
  }
  const creator = xmlText(devices[0]?.name ?? 'Fettle');
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="${creator}" xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd http://www.garmin.com/xmlschemas/TrackPointExtension/v1 http://www.garmin.com/xmlschemas/TrackPointExtensionv1.xsd">
<metadata><time>${isoTime(start)}</time></metadata>
<trk>${textElement('name', name)}${textElement('desc', notes)}${textElement('type', typeOf(recording))}
<trkseg>
${points.join('')}</trkseg>
</trk>
</gpx>
`,
  );
}

/** The word for its kind, such as `trail_running`, where it leads a reader to the sport; else the sport. */
function typeOf({ sport, subSport }: FileRecording): string {
  return subSport !== undefined && sportOfWord(subSport).sport === sport ? subSport : sport;
}
