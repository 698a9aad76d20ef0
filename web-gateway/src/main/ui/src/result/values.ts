import { toJson } from '@bufbuild/protobuf';
import { type Value, ValueSchema } from '@bufbuild/protobuf/wkt';

/** A value as it is shown. NULL is told apart from an empty text. */
export interface Shown {
  text: string;
  isNull: boolean;
}

const NULL: Shown = { text: 'NULL', isNull: true };

export function show(value: Value | undefined): Shown {
  const kind = value?.kind;
  switch (kind?.case) {
    case 'stringValue':
      return { text: kind.value, isNull: false };
    case 'numberValue':
    case 'boolValue':
      return { text: String(kind.value), isNull: false };
    case 'listValue':
    case 'structValue':
      return { text: value ? JSON.stringify(toJson(ValueSchema, value)) : '', isNull: false };
    case 'nullValue':
    case undefined:
      return NULL;
  }
}

/** True for the types whose values are aligned by their last digit. */
export function isNumeric(type: string): boolean {
  return /^(?:int[248]?|bigint|smallint|integer|serial|bigserial|float[48]?|real|double precision|numeric|decimal|money|oid)\b(?!.*\[\])/i.test(
    type,
  );
}
