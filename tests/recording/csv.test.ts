import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import { emptyRecording } from '../../lib/recording/empty-recording.ts';
import { readStravaList } from '../../lib/recording/strava-export.ts';
import type { UnreadableFile } from '../../lib/recording/unreadable-file.ts';
import { writeCsv } from '../../lib/recording/write/write-csv.ts';

const startedAt = new Date('2026-05-01T06:30:00Z');
const bytesOf = (text: string) => new TextEncoder().encode(text);
const decode = (text: string, options = {}) => decodeFile(bytesOf(text), options);
const channelsOf = (text: string, options = {}) => decode(text, options).recordings[0]?.channels;
function refusal(text: string, options = {}): unknown {
  try {
    decode(text, options);
    return 'read';
  } catch (error) {
    return (error as UnreadableFile).code;
  }
}

describe('the generic table', () => {
  test('comes back as it was exported', () => {
    const recording = {
      ...emptyRecording(),
      startedAt,
      channels: {
        time: [0, 1, 2.5, 60],
        heart_rate: [98, null, 101, 103],
        power: [0, 250, null, 1e-7],
        cadence: [80, 81, 82, null],
        speed: [6.125, 0, null, 5],
        distance: [0, 6, 12, 300],
        altitude: [-3.2, null, 12, 13],
        latlng: [[52.1, 4.2], null, [52.2, 4.3], [-52, -4]] as ([number, number] | null)[],
        temperature: [18, -4, null, 20],
        grade: [null, -1.5, 0, 3],
        moving: [true, false, null, true],
        motion: [null, 1.25, 0, 3],
      },
      laps: [
        { startS: 0, endS: 2.5 },
        { startS: 2.5, endS: 60 },
      ],
    };
    expect(decodeFile(writeCsv(recording))).toEqual({
      format: 'csv',
      recordings: [recording],
      warnings: [],
    });
  });

  test.each([
    ['RFC 3339', 'time', ['2026-05-01T06:30:00Z', '2026-05-01T08:30:01+02:00']],
    ['seconds since 1970', 'time', [startedAt.getTime() / 1000, startedAt.getTime() / 1000 + 1]],
    ['milliseconds since 1970', 'timestamp', [startedAt.getTime(), startedAt.getTime() + 1000]],
    ['seconds from the start', 'time_s', [0, 1]],
    ['milliseconds from the start', 'elapsed_ms', [0, 1000]],
    ['a clock from the start', 'time', ['0:00:00', '0:00:01']],
  ])('takes its time as %s', (_, title, [from, to]) => {
    const text = `${title},hr\n${from},100\n${to},101\n`;
    expect(decode(text, { startedAt }).recordings[0]).toMatchObject({
      startedAt,
      channels: { time: [0, 1], heart_rate: [100, 101] },
    });
  });

  test('takes other units and names, semicolons and decimal commas', () => {
    const text =
      'Timestamp;Speed (km/h);Distance [km];Elevation (ft);Temp (F);Cadence (spm);Watts\r\n2026-05-01T06:30:00Z;36,0;1,5;100;50;170;\r\n';
    expect(channelsOf(text)).toMatchObject({
      speed: [10],
      distance: [1500],
      altitude: [100 * 0.3048],
      temperature: [10],
      cadence: [85],
    });
  });

  test('takes the records of a FIT file that were written as a table', () => {
    const text =
      'timestamp,position_lat,position_long,enhanced_speed,unknown_87,heart_rate\n2026-05-01 06:30:00,621554074,50105926,2.5,0,\n';
    const { recordings, warnings } = decode(text);
    const [lat, lng] = recordings[0]?.channels.latlng?.[0] ?? [];
    expect([lat, lng]).toEqual([(621554074 * 180) / 2 ** 31, (50105926 * 180) / 2 ** 31]);
    expect(recordings[0]?.channels).toMatchObject({ time: [0], speed: [2.5] });
    expect(warnings).toEqual([{ code: 'columns_ignored', detail: 'Left out: unknown_87.' }]);
  });

  test('needs the start where its time counts from it', () => {
    expect(refusal('time_s,hr\n0,100\n')).toBe('no_start_time');
    expect(refusal('time_s,hr\n')).toBe('no_data');
  });

  test('is told from any other table', () => {
    for (const text of ['a,b\n1,2\n', 'time_s\n1\n', 'hr,power\n1,2\n', 'hello', '{"a": 1}']) {
      expect(refusal(text, { startedAt }), text).toBe('unknown_columns');
    }
  });

  test('keeps the rows before a quote that is never closed', () => {
    const { recordings, warnings } = decode('timestamp,hr\n2026-05-01T06:30:00Z,99\n"2026');
    expect(recordings[0]?.channels.heart_rate).toEqual([99]);
    expect(warnings.map(({ code }) => code)).toEqual(['truncated']);
  });
});

describe('the table of a swim', () => {
  const swim = (header: string, ...rows: string[]) =>
    decode([header, ...rows].join('\n'), { startedAt }).recordings[0];

  test('tells lengths and rests, in rows numbered like 1.1 as well', () => {
    const recording = swim(
      '"","Intervals","Swim Stroke","Lengths","Distance","Time","Cumulative Time","Avg. Swolf","Avg HR","Max HR","Total Strokes","Calories"',
      '"","1","Freestyle","2","50","0:50.0","0:50.0","35","120","140","40","6"',
      '"","1.1","Freestyle","--","25","0:24.0","0:24.0","--","--","--","18","--"',
      '"","1.2","Butterfly","--","25","0:26.0","0:50.0","--","--","--","22","--"',
      '"","2","Rest","--","--","0:20.0","1:10.0","--","--","--","--","--"',
      '"","3","Drill","1","25","0:30.5","1:40.5","--","150","160","--","4"',
      '"","Summary","--","3","75","1:40.5","1:40.5","--","--","--","40","10"',
    );
    expect(recording).toMatchObject({
      startedAt,
      sport: 'swimming',
      poolM: 25,
      lengths: [
        { startS: 0, durationS: 24, strokes: 18, stroke: 'free' },
        { startS: 24, durationS: 26, strokes: 22, stroke: 'fly' },
        { startS: 50, durationS: 20, stroke: 'idle' },
        { startS: 70, durationS: 30.5, stroke: 'drill' },
      ],
      laps: [
        { startS: 0, endS: 50 },
        { startS: 70, endS: 100.5 },
      ],
      stated: { timerTimeS: 100.5, distanceM: 75, maxHeartRateBpm: 160, caloriesKcal: 10 },
    });
    expect(recording?.stated.averageHeartRateBpm).toBeCloseTo((120 * 50 + 150 * 30.5) / 80.5, 9);
  });

  test.each([
    [
      'Spanish',
      'Intervalos,Estilo de natación,Largos,Distancia,Tiempo,Brazadas totales',
      'Braza',
      'Descanso',
    ],
    ['German', 'Intervalle,Schwimmstil,Bahnen,Distanz,Zeit,Züge gesamt', 'Brust', 'Erholung'],
    [
      'French',
      'Intervalles,Type de nage,Longueurs,Distance,Temps,Mouvements totaux',
      'Brasse',
      'Repos',
    ],
    ['Italian', 'Intervalli,Stile,Vasche,Distanza,Tempo,Totale bracciate', 'Rana', 'Recupero'],
    [
      'Portuguese',
      'Intervalos,Estilo de nado,Piscinas,Distância,Tempo,Total de braçadas',
      'Bruços',
      'Descanso',
    ],
    ['Dutch', 'Intervallen,Zwemslag,Banen,Afstand,Tijd,Totaal slagen', 'Schoolslag', 'Rust'],
  ])('is read in %s', (_, header, breast, rest) => {
    const recording = swim(
      header.replaceAll(',', ';'),
      `1;${breast};1;50;1:02,5;30`,
      `;${rest};0;0;0:10,0;0`,
    );
    expect(recording).toMatchObject({
      poolM: 50,
      lengths: [
        { startS: 0, durationS: 62.5, strokes: 30, stroke: 'breast' },
        { startS: 62.5, durationS: 10, stroke: 'idle' },
      ],
    });
  });

  test('whose intervals do not list their lengths is cut evenly, and says so', () => {
    const text = 'Split,Stroke,Lengths,Distance,Time,Strokes\n1,Freestyle,4,100,2:00.0,80\n';
    const { recordings, warnings } = decode(text, { startedAt });
    expect(recordings[0]?.lengths).toEqual(
      [0, 30, 60, 90].map((startS) => ({ startS, durationS: 30, strokes: 20, stroke: 'free' })),
    );
    expect(warnings.map(({ code }) => code)).toEqual(['lengths_estimated']);
  });

  test('in yards is metres here', () => {
    expect(swim('Stroke,Distance (yd),Time', 'Free,25,0:20.0')?.poolM).toBeCloseTo(22.86, 6);
  });

  test('takes the pool it is told', () => {
    const text = 'Stroke,Distance,Time\nFree,25,0:20.0\n';
    expect(decode(text, { startedAt, poolM: 22.86 }).recordings[0]).toMatchObject({
      poolM: 22.86,
      stated: { distanceM: 22.86 },
    });
  });
});

describe('the list of a Strava export', () => {
  const columns = 12;
  const row = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');

  test.each([
    ['English', 'May 29, 2022, 3:53:35 PM', 'Run', 'running'],
    ['German', '29.05.2022, 15:53:35', 'Lauf', 'running'],
    ['French', '29 mai 2022 à 15:53:35', 'Course à pied', 'running'],
    ['Spanish', '29 may 2022, 15:53:35', 'Carrera', 'running'],
    ['Italian', '29 mag 2022, 15:53:35', 'Corsa', 'running'],
    ['Portuguese', '29 de mai. de 2022, 15:53:35', 'Corrida', 'running'],
    ['Dutch', '29 mei 2022 15:53:35', 'Hardlopen', 'running'],
    ['the old form', '2022-05-29 15:53:35', 'Ride', 'cycling'],
  ])('is read in %s, by the places of its columns', (_, date, type, sport) => {
    const header = row(Array.from({ length: columns }, (_, i) => `Spalte ${i}`));
    const cells = [
      '77',
      date,
      'Say "hi", twice',
      type,
      'two\nlines',
      '1',
      '2',
      '',
      '',
      '',
      'Blue bike',
    ];
    const list = [
      header,
      row([...cells, 'activities/9.fit.gz']),
      row(['78', date, 'By hand', type, '', '1', '2', '', '', '', '', '']),
    ];
    const [first, second] = readStravaList(bytesOf(list.join('\n')));
    expect(first).toMatchObject({
      sourceActivityId: '77',
      filename: 'activities/9.fit',
      name: 'Say "hi", twice',
      notes: 'two\nlines',
      gear: 'Blue bike',
      sport,
      startedAt: new Date('2022-05-29T15:53:35Z'),
    });
    expect(second).toMatchObject({ sourceActivityId: '78', filename: undefined, gear: undefined });
  });
});
