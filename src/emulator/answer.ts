/** What goes back over the wire, complete. */
export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
}

/** An answer in JSON. */
export function json(
  status: number,
  value: unknown,
  headers: { readonly [name: string]: string } = {},
): Answer {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}
