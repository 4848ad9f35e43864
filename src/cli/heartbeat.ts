import type { Call } from './command.ts';

/** Without news for so long, in milliseconds, a command says that it still works. */
const HEARTBEAT = 15_000;

/** Says now and then how far a command has come, until it is ended; nothing while `text` knows nothing. */
export function heartbeat({ terminal, flags }: Call, text: () => string | undefined): () => void {
  const timer = setInterval(() => {
    const said = text();
    if (said !== undefined && !terminal.quiet && flags.json !== true) terminal.say(`  … ${said}`);
  }, HEARTBEAT);
  timer.unref();
  return () => clearInterval(timer);
}
