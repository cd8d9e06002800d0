import { Pool } from 'pg';
import { orThrow } from '#libs/kernel';
import { describeQueueContract } from './contract/queue.contract';
import { prepareQueueSchema } from './postgres-backend';

describeQueueContract("BullMQ's Postgres backend", async (database) => {
  orThrow(await prepareQueueSchema(database.urls.owner));
  orThrow(await prepareQueueSchema(database.urls.owner)); // at every start
  const administrator = new Pool({ connectionString: database.administratorUrl, max: 1 });
  return {
    empty: async () => {
      await administrator.query('truncate queue.job, queue.event, queue.metrics, queue.meta, queue.job_log, queue.job_dependency');
    },
    stop: () => administrator.end(),
  };
});
