export { environmentDigest, hasSameEnvironment } from './environment.ts';
export { isAsBefore, isStill, look } from './look.ts';
export { decodeSettled, encodeSettled, SETTLED_FILE, type Settled } from './settled.ts';
