import { sql } from 'kysely'
import { connect } from '../../src/db/connect.ts'

/** Tables whose rows may not be changed: a trigger refuses it, as it must. */
const fixed = /^audit_|^kysely_/

/**
 * Makes everything in the database so much older: for what goes by age, so much time has passed. Jobs that wait or run are left as
 * they are.
 */
export async function letTimePass(databaseUrl: string, hours: number): Promise<void> {
  const db = connect(databaseUrl)
  try {
    const { rows } = await sql<{ table_name: string; column_name: string }>`
      select columns.table_name, columns.column_name
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE'
        and data_type in ('timestamp with time zone', 'timestamp without time zone')`.execute(db)
    for (const [table, columns] of Map.groupBy(rows, ({ table_name }) => table_name)) {
      if (fixed.test(table)) continue
      const changes = columns.map(
        ({ column_name: column }) =>
          sql`${sql.ref(column)} = ${sql.ref(column)} - ${hours} * interval '1 hour'`,
      )
      await sql`update ${sql.table(table)} set ${sql.join(changes)}`.execute(db)
    }
    await sql`
      update pgboss.job set created_on = created_on - ${hours} * interval '1 hour',
        completed_on = completed_on - ${hours} * interval '1 hour'
      where state in ('completed', 'failed', 'cancelled')`.execute(db)
    // Once a day and queue pg-boss looks for jobs that are too old.
    await sql`update pgboss.queue set maintain_on = maintain_on - ${hours} * interval '1 hour'`.execute(db)
  } finally {
    await db.destroy()
  }
}
