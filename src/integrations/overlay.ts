import type { ViteDevServer } from 'vite';
import type { Report } from '../build/index.ts';
import { explain } from './explain.ts';

/** Shows in the browser, and in the terminal, why a round of building failed, until one does not. */
export class Overlay {
  readonly #server: Pick<ViteDevServer, 'ws' | 'config'>;
  #failure: string | undefined;

  constructor(server: Pick<ViteDevServer, 'ws' | 'config'>) {
    this.#server = server;
    // A page that is opened later wants to know as well.
    server.ws.on('connection', () => this.#show());
  }

  tell({ failure, errors, warnings, counts }: Report): void {
    if (failure === 'interrupted') return;
    const { logger } = this.#server.config;
    const before = this.#failure;
    this.#failure = failure === undefined ? undefined : explain(errors);
    if (this.#failure !== undefined && this.#failure !== before)
      logger.error(`imagebuild: ${this.#failure}`, { timestamp: true });
    if (warnings.length > 0) logger.warnOnce(`imagebuild: ${explain(warnings)}`);
    if (counts.generated > 0) logger.info(`imagebuild: ${counts.generated} generated`, { timestamp: true });
    // An update of nothing takes the overlay away.
    if (this.#failure !== undefined) this.#show();
    else if (before !== undefined) this.#server.ws.send({ type: 'update', updates: [] });
  }

  #show(): void {
    if (this.#failure === undefined) return;
    const err = { message: this.#failure, stack: '', plugin: 'imagebuild' };
    this.#server.ws.send({ type: 'error', err });
  }
}
