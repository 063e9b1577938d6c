import { Buffer } from 'node:buffer';
import type { DeveloperField, FileRecording } from '../recording.ts';
import type { DeveloperColumn, FitEncoder } from './fit-encoder.ts';
import { wholeAndRest } from './fit-file.ts';
import type { FitFieldName } from './fit-messages.ts';
import { fitManufacturer } from './fit-words.ts';

type RecordField = FitFieldName<'record'>;

/** Answers what writes the `record` of a sample. */
export function recordWriter(
  fit: FitEncoder,
  { recording, startS }: { recording: FileRecording; startS: number },
): (sample: number) => void {
  const columns = columnsOf(recording, startS);
  const own = recording.developerFields.map(({ values }) => values);
  const put = fit.table(
    'record',
    columns.map(({ field }) => field),
    defineDeveloperFields(fit, recording.developerFields),
  );
  return (sample) =>
    put([...columns.map(({ at }) => at(sample)), ...own.map((values) => values[sample])]);
}

/** The last that is none of FIT's invalid value, half a circle being 2³¹. */
const FARTHEST_EAST_DEG = ((2 ** 31 - 2) / 2 ** 31) * 180;

/** Says that the share of the power is the right leg's. */
const OF_THE_RIGHT = 0x80;

function columnsOf({ channels }: FileRecording, startS: number) {
  const columns: { field: RecordField; at: (sample: number) => number | null | undefined }[] = [];
  const add = (field: RecordField, values: readonly (number | null)[] | undefined) => {
    if (values?.some((value) => value !== null)) {
      columns.push({ field, at: (sample) => values[sample] });
    }
  };
  const { latlng, cadence } = channels;
  columns.push({
    field: 'timestamp',
    at: (sample) => startS + Math.round(channels.time?.[sample] ?? 0),
  });
  if (latlng?.some((position) => position !== null)) {
    columns.push(
      { field: 'position_lat', at: (sample) => latlng[sample]?.[0] },
      {
        field: 'position_long',
        at: (sample) => Math.min(latlng[sample]?.[1] ?? Number.NaN, FARTHEST_EAST_DEG),
      },
    );
  }
  add('heart_rate', channels.heart_rate);
  if (cadence?.every((rpm) => rpm === null || Number.isInteger(rpm))) {
    add('cadence', cadence);
  } else {
    const strides = cadence?.map((rpm) => wholeAndRest(rpm, 128));
    add(
      'cadence',
      strides?.map(({ whole }) => whole),
    );
    add(
      'fractional_cadence',
      strides?.map(({ rest }) => rest),
    );
  }
  add('distance', channels.distance);
  add('enhanced_speed', channels.speed);
  add('enhanced_altitude', channels.altitude);
  add('power', channels.power);
  add('temperature', channels.temperature);
  add('grade', channels.grade);
  add('vertical_oscillation', channels.vertical_oscillation);
  add('stance_time', channels.stance_time);
  add('step_length', channels.step_length);
  add('enhanced_respiration_rate', channels.respiration_rate);
  add('core_temperature', channels.core_body_temperature);
  add(
    'left_right_balance',
    channels.left_right_balance?.map((share) => (share === null ? null : OF_THE_RIGHT + share)),
  );
  return columns;
}

/** As many as a byte can number, of as many developers. */
const MOST_DEVELOPER_FIELDS = 255;

function defineDeveloperFields(
  fit: FitEncoder,
  fields: readonly DeveloperField[],
): DeveloperColumn[] {
  const developers = [...new Set(fields.map(({ developer }) => developer))];
  for (const [developer_data_index, developer] of developers.entries()) {
    fit.write('developer_data_id', { developer_data_index, ...makerFields(developer) });
  }
  return fields.slice(0, MOST_DEVELOPER_FIELDS).map(({ name, unit, developer, values }, number) => {
    const isSingle = values.every((value) => value === null || Math.fround(value) === value);
    const type = isSingle ? 'float32' : 'float64';
    const developerIndex = developers.indexOf(developer);
    fit.write('field_description', {
      developer_data_index: developerIndex,
      field_definition_number: number,
      fit_base_type_id: isSingle ? 0x88 : 0x89,
      field_name: name,
      units: unit,
    });
    return { number, developerIndex, type };
  });
}

/** Whose fields they are: by the maker's number, or else by an app's id that spells it. */
function makerFields(developer: string | undefined) {
  const maker = fitManufacturer(developer);
  const spelt = /^[ -~]{1,16}$/.test(developer ?? '') ? developer : undefined;
  const id = spelt === undefined || maker !== undefined ? new Uint8Array(16) : Buffer.from(spelt);
  return { application_id: [...id], manufacturer_id: maker };
}
