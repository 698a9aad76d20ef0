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

// Control characters, zero-width spaces, and what changes the direction of reading. Joiners stay: emoji need them.
const UNSEEN =
  /(?![\t\n\r])\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** A text in which nothing is unseen: what would be has a sign of its own. */
export const neutral = (text: string): string =>
  text.replace(UNSEEN, (unseen) =>
    unseen < ' ' ? String.fromCharCode(0x2400 + unseen.charCodeAt(0)) : '\ufffd',
  );

/** True for the types whose values are aligned by their last digit. */
export function isNumeric(type: string): boolean {
  return /^(?:int[248]?|bigint|smallint|integer|serial|bigserial|float[48]?|real|double precision|numeric|decimal|money|oid)\b(?!.*\[\])/i.test(
    type,
  );
}
