import { firstOperatorFromEnvironment } from './first-operator';

const complete = {
  OPERATOR_EMAIL: 'op@exchange.example',
  OPERATOR_NAME: '林操作',
  OPERATOR_PASSWORD: 'correct horse battery',
  EXCHANGE_NAME: '北部湾数据交易所',
  EXCHANGE_CREDIT_CODE: '91440300708461136T',
};

describe('the first operator from the environment', () => {
  it('is nobody where no variable is set', () => {
    expect(firstOperatorFromEnvironment({ PATH: '/bin' })).toEqual({ ok: true, value: null });
  });

  it('holds all three roles of an exchange unless they are named', () => {
    expect(firstOperatorFromEnvironment(complete)).toMatchObject({
      ok: true,
      value: { email: 'op@exchange.example', organisation: { roles: ['exchange', 'agency', 'custodian'] } },
    });
    expect(firstOperatorFromEnvironment({ ...complete, EXCHANGE_ROLES: 'exchange, agency' })).toMatchObject({
      value: { organisation: { roles: ['exchange', 'agency'] } },
    });
  });

  it('names the variables that lack, so that no password has a default', () => {
    const { OPERATOR_PASSWORD: _, ...rest } = complete;
    expect(firstOperatorFromEnvironment(rest)).toMatchObject({
      ok: false,
      refusal: { code: 'identity.first-operator-incomplete', facts: { missing: ['OPERATOR_PASSWORD'] } },
    });
  });
});
