import {
  clock,
  FIRST_DAY,
  job,
  noticed,
  objectionId,
  otherObjectionId,
  passedReview,
  PlayedConfirmation,
  reviewing,
  staff,
  codeOf,
  rowsOf,
  ended,
} from './confirmation.fixture';

const receive = (id: string, receivedOn: string) => ['receive-objection', { objection: id, receivedOn }, job] as const;

describe('public notice (art. 24)', () => {
  it('stands 5 working days, publishes what the public may see and no more, and stops the review', () => {
    const played = noticed();
    expect([played.dueOf('notice'), played.dueOf('review')]).toEqual(['2026-11-26', null]);
    const [row] = rowsOf(played, 'notice_published');
    expect(row!.values).toMatchObject({
      applicant: '某医院',
      data_name: '2026年贵州省卫生胸部CT影像数据集',
      closes_on: '2026-11-26',
      state: 'open',
    });
    expect(JSON.stringify(row!.values)).not.toMatch(/0851|观山湖|governed|digest/);
    played.on('2026-11-27').play(['close-notice', {}, clock]);
    expect([played.state, played.dueOf('review')]).toEqual(['cleared', '2026-12-11']);
  });

  it('marks a date that rests on a year without a calendar', () => {
    const played = new PlayedConfirmation().on('2026-12-29');
    expect(codeOf(played.apply())).toBe('ok');
    played.play(['accept'], ['begin-review'], ['record-review', passedReview], ['publish-notice']);
    expect(rowsOf(played, 'notice_published')[0]!.values).toMatchObject({ provisional: true });
  });

  it('is withheld where the applicant asked for it and the agency grants it', () => {
    const played = reviewing({ withholdReason: '商业秘密' }).play(['record-review', passedReview]);
    expect(codeOf(played.give('publish-notice'))).toBe('confirmation.withholding-undecided');
    played.play(['publish-notice', { withholding: { decision: 'granted', reason: '成立' } }]);
    expect(rowsOf(played, 'notice_published')[0]!.values).toMatchObject({
      applicant: null,
      data_name: null,
      summary: null,
      restrictions: [],
    });
    const plain = reviewing().play(['record-review', passedReview]);
    expect(codeOf(plain.give('publish-notice', { withholding: { decision: 'granted', reason: 'x' } }))).toBe(
      'confirmation.withholding-not-asked',
    );
  });
});

describe('objection (art. 25)', () => {
  it('is investigated within 10 working days of receipt, also where the case hears of it late', () => {
    const played = noticed().on('2026-11-24').play(receive(objectionId, '2026-11-20'));
    expect([played.state, played.dueOf('objection'), played.dueOf('notice'), played.dueOf('review')]).toEqual([
      'objected',
      '2026-12-04',
      undefined,
      null,
    ]);
  });

  it('once dismissed, leaves the notice as long as it was to stand', () => {
    const played = noticed().on('2026-11-20').play(receive(objectionId, '2026-11-20'));
    played.on('2026-11-24').play(['decide-objection', { objection: objectionId, outcome: 'dismissed', reason: 'x' }]);
    expect([played.state, played.dueOf('notice'), played.dueOf('objection')]).toEqual(['noticed', '2026-11-26', undefined]);
  });

  it('dismissed after the notice was to close, clears the case', () => {
    const played = noticed().on('2026-11-26').play(receive(objectionId, '2026-11-26'));
    played.on('2026-12-01').play(['decide-objection', { objection: objectionId, outcome: 'dismissed', reason: 'x' }]);
    expect([played.state, rowsOf(played, 'notice_published')[0]!.values['state']]).toEqual(['cleared', 'closed']);
  });

  it('waits for each of several', () => {
    const played = noticed()
      .on('2026-11-20')
      .play(receive(objectionId, '2026-11-20'))
      .on('2026-11-23')
      .play(receive(otherObjectionId, '2026-11-23'));
    expect(played.dueOf('objection')).toBe('2026-12-04');
    played.play(['decide-objection', { objection: objectionId, outcome: 'dismissed', reason: 'x' }]);
    expect([played.state, played.dueOf('objection')]).toEqual(['objected', '2026-12-07']);
    played.play(['decide-objection', { objection: otherObjectionId, outcome: 'dismissed', reason: 'x' }]);
    expect(played.state).toBe('noticed');
  });

  it('heard of twice is kept once', () => {
    const played = noticed().play(receive(objectionId, FIRST_DAY), receive(objectionId, FIRST_DAY));
    expect(played.snapshot!.data.objections).toHaveLength(1);
  });

  it('has the applicant explain when the agency asks', () => {
    const played = noticed().play(receive(objectionId, FIRST_DAY));
    const explanation = { objection: objectionId, text: '本院产生。', evidence: [] };
    expect(codeOf(played.give('explain', explanation, staff))).toBe('confirmation.no-question');
    played.play(['ask-explanation', { objection: objectionId, question: '?' }], ['explain', explanation, staff]);
    expect(played.snapshot!.data.objections[0]).toMatchObject({ question: '?', explanation: { text: '本院产生。' } });
  });

  it('upheld, refuses with a ground and goes back to the lawyers', () => {
    const played = noticed().play(receive(objectionId, FIRST_DAY));
    const upheld = { objection: objectionId, outcome: 'upheld', reason: 'x' };
    expect(codeOf(played.give('decide-objection', upheld))).toBe('confirmation.unknown-ground');
    played.play(['decide-objection', { ...upheld, ground: 'ownership-dispute' }]);
    expect([played.state, ended(played)]).toEqual([
      'refused',
      [{ outcome: 'refused', ground: 'ownership-dispute', objection: 'upheld', backTo: 'assessment' }],
    ]);
  });

  it('overdue is told of and stays open', () => {
    const played = noticed().play(receive(objectionId, FIRST_DAY)).on('2026-12-04').play(['remind-objection', {}, clock]);
    expect([played.state, played.dueOf('objection')]).toEqual(['objected', '2026-12-11']);
  });

  it.each([
    ['an unknown one', { objection: otherObjectionId, outcome: 'dismissed', reason: 'x' }, 'confirmation.unknown-objection'],
    ['one that is decided', { objection: objectionId, outcome: 'dismissed', reason: 'x' }, 'confirmation.objection-decided'],
  ])('refuses to decide %s', (_why, payload, code) => {
    const played = noticed().play(receive(objectionId, FIRST_DAY), receive('0198a1d0-0000-7000-8000-000000000004', FIRST_DAY));
    played.play(['decide-objection', { objection: objectionId, outcome: 'dismissed', reason: 'x' }]);
    expect(codeOf(played.give('decide-objection', payload))).toBe(code);
  });
});
