import { developerKey } from './chunk-writer.ts';
import { Column } from './column.ts';
import { type FitMessage, numberIn, textIn } from './fit-message.ts';
import { manufacturerIn } from './manufacturer-in.ts';

export interface DeveloperColumn {
  name: string;
  unit: string | undefined;
  developer: string | undefined;
  /** The field of a record that it stands for, by its number in the profile. */
  nativeField: number | undefined;
  column: Column;
}

/** Apps whose makers are known, by their id. */
const MAKERS: Record<string, string> = {
  '18fb2cf01a4b430dad66988c847421f4': 'Stryd',
  '660a581e5301460c8f2f034c8b6dc90f': 'Stryd',
  '6957fe6883fe4ed68613413f70624bb5': 'CORE',
  '9a0508b90256463988b3a2690a14ddf9': 'Concept2',
};

/** Real files have a dozen. */
const MOST_COLUMNS = 255;

/** The fields of records that makers of sensors and apps defined themselves. */
export class DeveloperColumns {
  readonly columns: DeveloperColumn[] = [];
  #byKey = new Map<string, Column>();
  #makers = new Map<number, string>();

  /** A developer_data_id message: who the fields of an index are of. */
  nameMaker(message: FitMessage): void {
    const index = numberIn(message, 'developer_data_index');
    if (index !== undefined) {
      const maker = makerOf(message);
      this.#makers.delete(index);
      if (maker !== undefined) {
        this.#makers.set(index, maker);
      }
    }
  }

  /** A field_description message. */
  describe(message: FitMessage): void {
    const index = numberIn(message, 'developer_data_index');
    const number = numberIn(message, 'field_definition_number');
    const name = textIn(message, 'field_name');
    const of = message['native_mesg_num'];
    if (index === undefined || number === undefined || name === undefined) {
      return;
    }
    const key = developerKey(index, number);
    // the copy under that name is the one the parser goes by
    if (name === key) {
      return;
    }
    this.#byKey.delete(key);
    if (of !== undefined && of !== 'record') {
      return;
    }
    const described = {
      name,
      unit: textIn(message, 'units'),
      developer: this.#makers.get(index),
      nativeField: numberIn(message, 'native_field_num'),
    };
    const same = this.columns.find(
      (other) =>
        other.name === name &&
        other.unit === described.unit &&
        other.developer === described.developer,
    );
    if (this.#byKey.size >= MOST_COLUMNS || (!same && this.columns.length >= MOST_COLUMNS)) {
      return;
    }
    const column = same?.column ?? new Column();
    this.#byKey.set(key, column);
    if (!same) {
      this.columns.push({ ...described, column });
    }
  }

  add(row: number, record: FitMessage): void {
    for (const [key, column] of this.#byKey) {
      column.put(row, record[key]);
    }
  }
}

function makerOf(message: FitMessage): string | undefined {
  const id = message['application_id'];
  const bytes: unknown[] = Array.isArray(id) ? id : [];
  const hex = bytes
    .map((byte) =>
      Number(byte ?? 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('');
  const isText =
    bytes.length > 0 && bytes.every((byte) => Number(byte) >= 32 && Number(byte) < 127);
  return (
    MAKERS[hex] ??
    manufacturerIn(message, 'manufacturer_id') ??
    (isText ? String.fromCharCode(...bytes.map(Number)) : undefined)
  );
}
