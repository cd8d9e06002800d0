import { type Field, type Fields } from '#libs/cases';
import { type CaseKind } from '#libs/case-runtime';
import { ApiClient } from '../../apps/cli/demo/api-client';

/** A text that stands nowhere else, by the field into which it was planted. */
export class Markers {
  readonly all = new Map<string, string>();

  /** @param prefix of one side, a few letters that no honest text holds */
  constructor(readonly prefix: string) {}

  /** The marker of a field: the same for every value of it. */
  of(field: string): string {
    const known = [...this.all].find(([, name]) => name === field)?.[0];
    if (known) return known;
    const made = `${this.prefix}${String(this.all.size).padStart(3, '0')}x`;
    this.all.set(made, field);
    return made;
  }

  /** Fields whose markers stand in the text. */
  in(text: string): string[] {
    const found = text.match(new RegExp(`${this.prefix}\\d{3}x`, 'g')) ?? [];
    return [...new Set(found)].map((marker) => this.all.get(marker) ?? marker).sort();
  }
}

/** A person of one side: whatever text he sends in a command bears the marker of its field, so that it is known wherever it turns up. */
export class MarkedClient extends ApiClient {
  constructor(
    url: string,
    private readonly kinds: readonly CaseKind[],
    private readonly markers: Markers,
  ) {
    super(url);
  }

  /** His session, for requests of the test's own. */
  get credential(): string {
    return this.cookie;
  }

  override post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const found = this.fieldsOf(path);
    return super.post<T>(path, found ? this.marked(found.name, found.fields, body) : body, headers);
  }

  private fieldsOf(path: string): { name: string; fields: Fields } | undefined {
    for (const kind of this.kinds) {
      const definition = kind.definitions.at(-1)!;
      const name = new RegExp(`^/api/${kind.path}/[^/]+/([\\w-]+)$`).exec(path)?.[1];
      const command = name === undefined ? undefined : definition.commands[name];
      if (command) return { name: `${definition.kind}.${name}`, fields: command.payload };
      if (path === `/api/${kind.path}` || new RegExp(`^/api/assets/[^/]+/${kind.path}$`).test(path))
        return { name: `${definition.kind}.open`, fields: definition.opening.payload };
    }
    return undefined;
  }

  private marked(name: string, fields: Fields, body: unknown): unknown {
    if (typeof body !== 'object' || body === null) return body;
    const entries = Object.entries(body).map(([key, value]): [string, unknown] => {
      const field = fields[key];
      return [key, field ? this.markedValue(`${name}:${key}`, field, value) : value];
    });
    return Object.fromEntries(entries);
  }

  /** Texts with a form of their own (a code, a number) can't bear one. */
  private markedValue(name: string, field: Field, value: unknown): unknown {
    switch (field.kind) {
      case 'text':
        return field.pattern === undefined && !CODES.test(name) ? `${this.markers.of(name)}${String(value)}`.slice(0, field.max) : value;
      case 'list':
        return Array.isArray(value) ? value.map((item) => this.markedValue(name, field.item, item)) : value;
      case 'group':
        return this.marked(name, field.fields, value);
      default:
        return value;
    }
  }
}

/** Texts in which the exchange looks up a name that it knows. */
const CODES = /:(item|law|article|versionDate|creditCode|industry|practiceNumber|phone)$/;
