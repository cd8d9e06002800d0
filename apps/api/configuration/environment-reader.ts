export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads typed values and gathers every fault, so that one start tells all of them. An empty variable counts as not set. */
export class EnvironmentReader {
  readonly faults: string[] = [];

  constructor(private readonly environment: Environment) {}

  text(name: string, otherwise: string): string {
    return this.raw(name) ?? otherwise;
  }

  integer(name: string, { otherwise, min, max }: { otherwise: number; min: number; max: number }): number {
    const text = this.raw(name);
    if (text === undefined) return otherwise;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    return this.fault(`${name} must be a whole number from ${min} to ${max}.`, otherwise);
  }

  oneOf<T extends string>(name: string, values: readonly T[], otherwise: T): T {
    const text = this.raw(name);
    if (text === undefined) return otherwise;
    return values.find((value) => value === text) ?? this.fault(`${name} must be one of ${values.join(', ')}.`, otherwise);
  }

  url(name: string, protocols: readonly string[]): URL | undefined {
    const text = this.raw(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && protocols.includes(url.protocol)) return url;
    return this.fault(`${name} must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`, undefined);
  }

  secret(name: string, minLength: number): string | undefined {
    const text = this.raw(name);
    if (text === undefined || text.length >= minLength) return text;
    return this.fault(`${name} must have at least ${minLength} characters.`, undefined);
  }

  private raw(name: string): string | undefined {
    const text = this.environment[name]?.trim();
    return text === '' ? undefined : text;
  }

  private fault<T>(sentence: string, otherwise: T): T {
    this.faults.push(sentence);
    return otherwise;
  }
}
