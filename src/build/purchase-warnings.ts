import { picturesAsked } from '../core/capability.ts';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { Digest } from '../core/digest.ts';
import type { MasterRecord } from '../core/picture.ts';
import type { Recipe } from '../core/recipe.ts';
import type { Customer } from './customer.ts';

/** Bytes that came back and are no picture. */
export interface Rejected {
  readonly digest: Digest;
  readonly what: string;
  /** Where the bytes are, relative to the store. */
  readonly path: string;
}

/** Nothing that came back can be used. */
export function uselessProblem(
  customer: Customer,
  rejected: readonly Rejected[],
  requestId: string | undefined,
  ofJob: boolean,
): Diagnostic {
  const request = requestId ? `; ask about request ${requestId}` : '';
  const charge = customer.paid ? `it may have been charged${request}; ` : '';
  const { message, place } = describe(customer, rejected);
  const next = ofJob
    ? 'build again to fetch it once more, with --retry-unknown to buy it anew where that is of no use either'
    : 'buy it again with --retry-unknown or --force';
  const hint = `${charge}${place}; ${customer.paid ? next : 'build again to ask once more'}`;
  return problem('bad-answer', message, { target: customer.id, hint });
}

/** Bad pictures among good ones end nothing. */
export function rejectedWarnings(customer: Customer, rejected: readonly Rejected[]): Diagnostic[] {
  if (rejected.length === 0) return [];
  const { message, place } = describe(customer, rejected);
  return [warning('bad-answer', message, { target: customer.id, hint: place })];
}

function describe({ id }: Customer, [first, ...more]: readonly Rejected[]) {
  const others = more.length > 0 ? `, and so it is with ${more.length} more` : '';
  return {
    message: `${id}: the picture that came back ${first?.what}${others}`,
    place: `its bytes are in .imagebuild/${first?.path}`,
  };
}

/** Fewer pictures than were asked for: what was bought was all of them. */
export function shortageWarnings(
  { id, severalBy }: Customer,
  { params }: Recipe,
  credits: number,
  count: number,
): Diagnostic[] {
  const asked = picturesAsked(severalBy, params);
  if (count >= asked) return [];
  const message = `${id}: ${count} of the ${asked} pictures that were asked for can be used`;
  const hint = `all ${asked} are counted as charged, ${credits} credits; \`imagebuild balance\` says what was really taken`;
  return [warning('fewer-pictures', message, { target: id, hint })];
}

/** A master of another size than documented is kept, since it was paid for; its renditions follow its real size. */
export function sizeWarnings({ id, expectedSize: expected }: Customer, master: MasterRecord): Diagnostic[] {
  if (expected === undefined || (expected.width === master.width && expected.height === master.height))
    return [];
  const message = `${id}: the picture has ${master.width} × ${master.height} pixels instead of ${expected.width} × ${expected.height}`;
  return [warning('unexpected-size', message, { target: id })];
}
