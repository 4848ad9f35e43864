import type { Size } from '../core/picture.ts';
import type { PlannedTarget } from '../plan/index.ts';
import type { PendingPurchase } from '../store/index.ts';

/** Who a picture is bought for: a target, or what is known of one that the manifest no longer has. */
export interface Customer {
  readonly id: string;
  /** The asset that it belongs to. */
  readonly asset?: string;
  readonly paid: boolean;
  /** The provider's name in the manifest. */
  readonly provider: string;
  readonly providerType: string;
  /** The parameter of its model that asks for several pictures. */
  readonly severalBy?: string;
  /** What the provider says the picture will measure. */
  readonly expectedSize?: Size;
}

export function customerOf({ id, target }: PlannedTarget): Customer {
  const { asset, paid, provider, providerType, capability, params, inputs } = target;
  const { severalBy, resultSize } = capability;
  const expectedSize = inputs.size === 0 ? resultSize?.(params, {}) : undefined;
  return { id, asset, paid, provider, providerType, severalBy, expectedSize };
}

/** Whoever ordered it, as far as the record tells. */
export function formerCustomer({
  target: id,
  asset,
  provider,
  account = provider,
  several,
}: PendingPurchase): Customer {
  return { id, asset, paid: true, provider: account, providerType: provider, severalBy: several };
}
