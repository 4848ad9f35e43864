import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';

import { expectNoLeaks, KEY, leaksIn, plant } from './canary.ts';

/**
 * An emulator for tests of other things: quick pictures, one account, and no patience with undocumented
 * fields. When it closes, its own pages are searched for secrets.
 */
export async function startTestEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  plant(KEY);
  const emulator = await startEmulator({
    credits: { [KEY]: 1000 },
    pictures: 'plain',
    unknownFields: 'refuse',
    ...options,
  });
  let closed = false;
  return {
    ...emulator,
    async close() {
      if (closed) return;
      closed = true;
      const leaks: string[] = [];
      for (const path of ['/', '/_emulator/journal', '/_emulator/accounts']) {
        const answer = await fetch(emulator.url + path).catch(() => undefined);
        if (answer) leaks.push(...leaksIn(await answer.text()).map((leak) => `${path}: ${leak}`));
      }
      await emulator.close();
      expectNoLeaks(leaks, 'on a page of the emulator');
    },
  };
}
