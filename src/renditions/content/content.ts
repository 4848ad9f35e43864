/** A picture's file without what is no part of the picture. */
export interface Content {
  /** The very bytes of the file where there is nothing to leave out. */
  readonly bytes: Uint8Array;
  /** How the picture has to be turned to be upright, 1 to 8 as in Exif. The bytes no longer say so. */
  readonly orientation: number;
}

/** A part of a file: where it stays, its bytes; where it says how the picture is turned, that. */
export interface Part {
  readonly bytes?: Uint8Array;
  /** Undefined inside where it cannot be read. */
  readonly turn?: { readonly orientation: number | undefined };
}

/** Puts the parts that stay together. Undefined where they do not say clearly how the picture is turned. */
export function assemble(file: Buffer, parts: readonly Part[]): Content | undefined {
  const turns = parts.flatMap(({ turn }) => turn ?? []);
  const orientation = turns.length === 0 ? 1 : turns[0]?.orientation;
  if (orientation === undefined || turns.length > 1) return undefined;
  const bytes = Buffer.concat(parts.flatMap((part) => part.bytes ?? []));
  return { bytes: bytes.equals(file) ? file : bytes, orientation };
}
