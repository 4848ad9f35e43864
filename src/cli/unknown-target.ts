export { unknownTarget } from '../build/index.ts';
