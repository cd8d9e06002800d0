import { type DataSource } from 'typeorm';

/**
 * Where entities and the schema that the migrations built disagree: tables and columns that the schema lacks, columns that are
 * nullable in one alone, and columns that must be given a value but that the entity does not know. One sentence each, none where all is well.
 */
export async function entityDrift(dataSource: DataSource): Promise<string[]> {
  const columns = await columnsOf(dataSource);
  return dataSource.entityMetadatas
    .filter(({ tableType }) => tableType === 'regular')
    .flatMap(({ tableName, columns: mapped }) => {
      const actual = columns.get(tableName);
      if (!actual) return [`table ${tableName} does not exist`];
      const known = new Map(mapped.map((column) => [column.databaseName, column]));
      const wrong = [...known.values()].flatMap((column) => {
        const found = actual.get(column.databaseName);
        if (!found) return [`column ${tableName}.${column.databaseName} does not exist`];
        return found.nullable === column.isNullable
          ? []
          : [`column ${tableName}.${column.databaseName} is ${found.nullable ? '' : 'not '}nullable`];
      });
      const missing = [...actual].filter(([name, column]) => column.required && !known.has(name));
      return [...wrong, ...missing.map(([name]) => `column ${tableName}.${name} must have a value, and the entity does not know it`)];
    });
}

interface ActualColumn {
  readonly nullable: boolean;
  readonly required: boolean;
}

async function columnsOf(dataSource: DataSource): Promise<Map<string, Map<string, ActualColumn>>> {
  const rows = await dataSource.query<{ table: string; name: string; nullable: boolean; required: boolean }[]>(`
    select c.relname as table, a.attname as name, not a.attnotnull as nullable, a.attnotnull and not a.atthasdef and a.attidentity = '' as required
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`);
  const tables = new Map<string, Map<string, ActualColumn>>();
  for (const { table, name, nullable, required } of rows) {
    const columns = tables.get(table) ?? new Map<string, ActualColumn>();
    tables.set(table, columns.set(name, { nullable, required }));
  }
  return tables;
}
