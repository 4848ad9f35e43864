import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

const BINARY = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');

/** The YAML language server that editors run, spoken to over standard input and output. */
export class LanguageServer {
  readonly #process: ChildProcess = spawn(process.execPath, [BINARY, '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #diagnosed = new Map<string, (found: readonly { message: string }[]) => void>();
  #received = Buffer.alloc(0);
  #last = 0;
  readonly #schema: string;

  constructor(schema: string) {
    this.#schema = schema;
    this.#process.stdout?.on('data', (bytes: Buffer) => this.#take(bytes));
  }

  async start(): Promise<void> {
    await this.#ask('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        textDocument: {
          hover: { contentFormat: ['markdown'] },
          completion: { completionItem: { snippetSupport: true } },
        },
        workspace: { configuration: true },
      },
    });
    this.#send({ method: 'initialized', params: {} });
  }

  stop(): void {
    this.#process.kill();
  }

  /** Opens a text, and resolves to what is underlined in it. */
  open(uri: string, text: string): Promise<readonly string[]> {
    const found = new Promise<readonly string[]>((resolve) => {
      this.#diagnosed.set(uri, (diagnostics) => resolve(diagnostics.map(({ message }) => message)));
    });
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    this.#send({ method: 'textDocument/didOpen', params: { textDocument } });
    return found;
  }

  hover(uri: string, line: number, character: number): Promise<unknown> {
    return this.#ask('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  }

  async complete(
    uri: string,
    line: number,
    character: number,
  ): Promise<{ label: string; insertText: string }[]> {
    const position = { line, character };
    const answer = await this.#ask('textDocument/completion', { textDocument: { uri }, position });
    return (answer as { items: { label: string; insertText: string }[] }).items;
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#last;
    this.#send({ id, method, params });
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const head = this.#received.indexOf('\r\n\r\n');
      const length = Number(
        /Content-Length: (\d+)/.exec(this.#received.toString('latin1', 0, Math.max(head, 0)))?.[1],
      );
      if (head < 0 || this.#received.length < head + 4 + length) return;
      const body = this.#received.toString('utf8', head + 4, head + 4 + length);
      this.#received = this.#received.subarray(head + 4 + length);
      this.#hear(JSON.parse(body) as Message);
    }
  }

  #hear({ id, method, params, result }: Message): void {
    if (method === 'workspace/configuration') {
      const { items } = params as { items: readonly { section: string }[] };
      const yaml = {
        validate: true,
        hover: true,
        completion: true,
        schemas: { [this.#schema]: '*.yaml' },
        schemaStore: { enable: false },
      };
      this.#send({ id, result: items.map(({ section }) => (section === 'yaml' ? yaml : {})) });
    } else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly { message: string }[] };
      this.#diagnosed.get(uri)?.(diagnostics);
    } else if (id !== undefined && method !== undefined) this.#send({ id, result: null });
    else if (id !== undefined) this.#answers.get(id)?.(result);
  }
}
