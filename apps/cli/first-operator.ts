import { createInterface } from 'node:readline/promises';
import { connectDatabase, type RoleUrls } from '#libs/database';
import { firstOperatorFromEnvironment, Identity, type FirstOperatorRequest } from '#libs/identity';
import { ok, orThrow, RefusalError, refuse, type Result } from '#libs/kernel';
import { type ApiConfiguration } from '../api/configuration/api-configuration';

/** The first start needs somebody who invites the others: from the environment, or asked on the terminal. There is no default password. */
export function ensureFirstOperator(urls: RoleUrls, configuration: Pick<ApiConfiguration, 'session'>): Promise<Result<void>> {
  return ensureOperator(urls, configuration, async () => {
    const given = orThrow(firstOperatorFromEnvironment(process.env));
    return given ?? (process.stdin.isTTY ? await askForOperator() : orThrow(needed()));
  });
}

/** Nothing is asked where there is an operator already. */
export async function ensureOperator(
  urls: RoleUrls,
  { session }: Pick<ApiConfiguration, 'session'>,
  request: () => FirstOperatorRequest | Promise<FirstOperatorRequest>,
): Promise<Result<void>> {
  const connections = orThrow(await connectDatabase(urls, { entities: [], program: 'start' }));
  try {
    const [row] = orThrow(await connections.identity.rows<{ known: boolean }>('select exists (select from organisation) as known'));
    if (row!.known) return ok(undefined);
    orThrow(await new Identity(connections, { session, secureCookies: false }).createFirstOperator(await request()));
    return ok(undefined);
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  } finally {
    await connections.close();
  }
}

const needed = (): Result<never> =>
  refuse(
    'server.first-operator-needed',
    'invalid',
    'This is the first start: set OPERATOR_EMAIL, OPERATOR_NAME, OPERATOR_PASSWORD, EXCHANGE_NAME and EXCHANGE_CREDIT_CODE, or start it on a terminal.',
  );

async function askForOperator(): Promise<FirstOperatorRequest> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const ask = async (question: string): Promise<string> => (await terminal.question(`${question}: `)).trim();
    const name = await ask('Name of the exchange 交易所名称');
    const creditCode = await ask('Unified social credit code 统一社会信用代码');
    const operator = await ask('Your name 姓名');
    const email = await ask('Your address 邮箱');
    const password = await ask('A password 密码 (visible as you type)');
    return { organisation: { creditCode, name, roles: ['exchange', 'agency', 'custodian'] }, email, name: operator, password };
  } finally {
    terminal.close();
  }
}
