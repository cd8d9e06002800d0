import { refuse, RefusalError } from '#libs/kernel';
import { fateOf, framesOf, refusalOf } from './job-failure';

describe('fateOf', () => {
  it('tries again what may pass by itself, and gives up what no repetition can help', () => {
    const kinds = ['unavailable', 'too-many', 'invalid', 'not-found', 'conflict', 'forbidden', 'unauthenticated'] as const;
    expect(kinds.filter((kind) => fateOf(kind) === 'try-again')).toEqual(['unavailable', 'too-many']);
  });
});

describe('refusalOf', () => {
  it('keeps a refusal that was thrown', () => {
    const { refusal } = refuse('storage.no-space', 'unavailable', 'No space is left.');
    expect(refusalOf(new RefusalError(refusal))).toBe(refusal);
    expect(refusalOf(refusal)).toBe(refusal);
  });

  it('never lets the message of an unexpected error through: it may quote a patient', () => {
    const error = Object.assign(new TypeError('cannot read 张三丰 (310101199001011234)'), { code: '23505', detail: 'Key (name)=(张三丰)' });
    const refusal = refusalOf(error);
    expect(refusal).toMatchObject({ code: 'queue.unexpected', kind: 'unavailable', facts: { error: 'TypeError', code: '23505' } });
    expect(JSON.stringify([refusal, framesOf(error)])).not.toMatch(/张三丰|310101/);
    expect(framesOf(error).length).toBeGreaterThan(0);
  });

  it('drops a code that is no code', () => {
    expect(refusalOf(Object.assign(new Error(), { code: '张三丰 310101' })).facts).toEqual({ error: 'Error' });
    expect(refusalOf('张三丰').facts).toEqual({ error: 'string' });
  });
});
