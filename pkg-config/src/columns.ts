import { SilhouetteError } from './errors.js';

/** Marks of the columns that cross; the border is documented in the engine. */
const ABSENT = 0;
const NUMBERS = 1;
const CODES = 2;

/** A column's cells in one piece or several. */
export type Parts = readonly ArrayLike<number>[];

/** A column that is not there: unknown throughout. */
export const NO_COLUMN: Parts = [[ABSENT]];

/** A column with as many rows as the table; `encode` makes a pair of cells of each value of a dictionary. */
export function columnOf(column: unknown, rows: number, place: string, encode: (values: readonly unknown[]) => Float64Array): Parts {
  if (ArrayBuffer.isView(column)) return [[NUMBERS], numbers(column, rows, place)];
  const { values, codes } = Object(column) as { readonly values?: unknown; readonly codes?: unknown };
  if (!Array.isArray(values)) throw wrong(place);
  return [[CODES, values.length], encode(values), numbers(codes, rows, place)];
}

/** A typed array of so many numbers. */
export function numbers(column: unknown, rows: number, place: string): ArrayLike<number> {
  const cells = column as ArrayLike<number>;
  // Views without a length are no arrays; those of the others hold numbers, or integers of a type of their own.
  if (!ArrayBuffer.isView(column) || !('length' in column) || typeof (cells[0] as unknown) === 'bigint') throw wrong(place);
  if (cells.length !== rows) throw new SilhouetteError('input/columns', place, 'a column is not as long as the times');
  return cells;
}

function wrong(place: string): SilhouetteError {
  return new SilhouetteError('input/type', place, 'expected an array of numbers, or values and codes');
}

/** The engine names a row and in it a field; a table has them the other way round. */
export function ofTable(path: string): string {
  const [, row, field] = path.split('/');
  return field === undefined ? path : `${field === 'at' ? '' : '/fields'}/${field}/${row}`;
}
