/** How hard an encoder tries, in words that mean the same for every format. */
export const EFFORTS = ['fast', 'balanced', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];
