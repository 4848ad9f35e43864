import type { Answer } from './answer.ts';
import type { State } from './state.ts';
export function page(_state: State, _url: string): Answer {
  return { status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('') };
}
