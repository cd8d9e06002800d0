import { readApiConfiguration } from './api-configuration';

describe("the API's configuration", () => {
  it('needs nothing: this machine alone, port 3000, embedded Postgres', () => {
    expect(readApiConfiguration({})).toMatchObject({
      ok: true,
      value: { host: '127.0.0.1', port: 3000, home: '.medbourse', databaseUrl: undefined, proxies: 0 },
    });
  });

  it('takes what a server sets', () => {
    const result = readApiConfiguration({
      HOST: '0.0.0.0',
      PORT: '8080',
      PUBLIC_URL: 'https://exchange.example',
      DATABASE_URL: 'postgres://admin:pw@db/medbourse',
      STORAGE_URL: 's3://bucket',
      REDIS_URL: '',
    });
    expect(result.ok && result.value.publicUrl.protocol).toBe('https:');
    expect(result.ok && result.value.redisUrl).toBeUndefined();
  });

  it('names every variable that does not fit, in a sentence each, and no value', () => {
    const result = readApiConfiguration({
      PORT: '99999',
      DATABASE_URL: 'mysql://admin:sesame@db',
      STORAGE_URL: 'not a url sesame',
      LOG_LEVEL: 'loud',
      METRICS_TOKEN: 'sesame',
    });
    if (result.ok) throw new Error('it fitted');
    expect(result.refusal.facts?.['faults']).toEqual([
      'PORT must be a whole number from 0 to 65535.',
      'DATABASE_URL must be a URL that begins with postgres:// or postgresql://.',
      'STORAGE_URL must be a URL that begins with file:// or s3://.',
      'LOG_LEVEL must be one of silent, error, warn, info, debug.',
      'METRICS_TOKEN must have at least 16 characters.',
    ]);
    expect(JSON.stringify(result.refusal)).not.toContain('sesame');
  });
});
