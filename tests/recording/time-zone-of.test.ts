import { describe, expect, test } from 'vitest';
import type { LatLng } from '../../lib/recording/channels.ts';
import { decodeFit } from '../../lib/recording/fit/decode-fit.ts';
import { timeZoneOf } from '../../lib/recording/time-zone-of.ts';
import { writeFit } from '../../lib/recording/write/write-fit.ts';
import { blankRecording } from './write/recordings.ts';

const at = (...latlng: (LatLng | null)[]) =>
  timeZoneOf({ channels: { latlng }, utcOffsetS: 3600, subSport: 'road' });

describe('the zone of a recording', () => {
  test.each([
    ['Asia/Tokyo', [35.68, 139.76]],
    ['Europe/Berlin', [52.52, 13.4]],
    ['Asia/Kathmandu', [27.7, 85.32]],
    ['America/St_Johns', [47.56, -52.71]],
    ['Pacific/Auckland', [-36.85, 174.76]],
    ['America/Los_Angeles', [37.77, -122.42]],
  ] as const)('is %s by its position, whatever the device says', (zone, [lat, lng]) => {
    expect(at([lat, lng])).toBe(zone);
  });

  test('is that of the first position there is', () => {
    expect(at(null, [35.68, 139.76], [52.52, 13.4])).toBe('Asia/Tokyo');
  });

  test('is not that of an island that is ridden on at home', () => {
    const channels = { latlng: [[-11.65, 166.95] satisfies LatLng] };
    const zone = (subSport: string) => timeZoneOf({ channels, utcOffsetS: -18_000, subSport });
    expect(zone('open_water')).toBe('Pacific/Guadalcanal');
    expect(['virtual_activity', 'virtual_ride', 'virtual_run'].map(zone)).toEqual(
      Array(3).fill('Etc/GMT+5'),
    );
  });

  test.each([
    ['Etc/GMT-9', 9],
    ['Etc/GMT+5', -5],
    ['Etc/GMT-14', 14],
    [undefined, 0],
    [undefined, 5.5],
    [undefined, 15],
    [undefined, undefined],
  ])('is %s where there is no position and the device is %s h ahead', (zone, hours) => {
    const utcOffsetS = hours === undefined ? undefined : hours * 3600;
    for (const channels of [{ latlng: [null] }, {}]) {
      expect(timeZoneOf({ channels, utcOffsetS, subSport: undefined })).toBe(zone);
    }
  });

  test.each([-36_000, 0, 900, 19_800, 20_700, 46_800])(
    'is kept by a FIT file: %s s ahead',
    (utcOffsetS) => {
      const file = writeFit({
        ...blankRecording(),
        channels: { time: [0, 1], heart_rate: [90, 91] },
        utcOffsetS,
      });
      expect(decodeFit(file, {}).recordings[0]?.utcOffsetS).toBe(utcOffsetS);
    },
  );
});
