import { Pool } from 'pg';
import { orThrow } from '#libs/kernel';
import { describeQueueContract } from './contract/queue.contract';
import { prepareQueueSchema } from './postgres-backend';

const TRUNCATE = 'truncate queue.job, queue.event, queue.metrics, queue.meta, queue.job_log, queue.job_dependency';

describeQueueContract("BullMQ's Postgres backend", async (database) => {
  orThrow(await prepareQueueSchema(database.urls.owner));
  orThrow(await prepareQueueSchema(database.urls.owner)); // at every start
  const administrator = new Pool({ connectionString: database.administratorUrl, max: 1 });
  return {
    empty: async () => {
      // BullMQ locks the same tables in other orders: Postgres then ends one of the two, and it may be this one.
      for (let attempt = 1; ; attempt += 1) {
        const emptied = await administrator.query(TRUNCATE).catch((error: { code?: string }) => {
          if (error.code !== '40P01' || attempt === 20) throw error;
        });
        if (emptied) return;
      }
    },
    stop: () => administrator.end(),
  };
});
