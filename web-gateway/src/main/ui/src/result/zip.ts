const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** Packs texts as files into a ZIP archive, without compressing them (APPNOTE 6.3). */
export function zip(files: readonly { name: string; text: string }[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const name = encoder.encode(file.name);
    const data = encoder.encode(file.text);
    // Version 2.0, names in UTF-8, stored; 1980-01-01, the earliest date there is.
    const common = [...u16(20, 0x0800, 0, 0, 0x21), ...u32(crc32(data), data.length, data.length)];
    const local = bytes([...u32(0x04034b50), ...common, ...u16(name.length, 0)], name, data);
    const central = [...u32(0x02014b50), ...u16(20), ...common, ...u16(name.length, 0, 0, 0, 0)];
    directory.push(bytes([...central, ...u32(0, offset)], name));
    parts.push(local);
    offset += local.length;
  }
  const listing = bytes(...directory);
  const count = files.length;
  const end = [
    ...u32(0x06054b50),
    ...u16(0, 0, count, count),
    ...u32(listing.length, offset),
    ...u16(0),
  ];
  return bytes(...parts, listing, end);
}

function bytes(...parts: ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const u16 = (...values: number[]): number[] =>
  values.flatMap((value) => [value & 255, value >>> 8]);

const u32 = (...values: number[]): number[] =>
  values.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255));

function crc32(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 255] ?? 0);
  return ~crc >>> 0;
}
