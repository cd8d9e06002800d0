/** How many pieces of work so many clients did a second, each beginning its next when the last was done. `work` is told which client asks. */
export async function perSecond(clients: number, seconds: number, work: (client: number, turn: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  const end = began + seconds * 1000;
  let done = 0;
  const client = async (number: number): Promise<void> => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      await work(number, turn);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return done / ((performance.now() - began) / 1000);
}
