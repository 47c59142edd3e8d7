import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Goes before texts that are hashed for the record; once it is taken away, nobody can guess them.
  await db.schema
    .alterTable('task')
    .addColumn('audit_salt', 'text', (column) =>
      column.defaultTo(sql`replace(gen_random_uuid()::text, '-', '')`),
    )
    .execute()
  await db.schema
    .createTable('audit_event')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    // No foreign key: the record outlives its task.
    .addColumn('task_id', 'uuid', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('at', sql`timestamptz(3)`, (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('payload', 'jsonb', (column) => column.notNull())
    // Its place in the chain, written once.
    .addColumn('seq', 'bigint')
    .addColumn('previous', 'text')
    .addColumn('task_seq', 'integer')
    .addColumn('task_previous', 'text')
    .addColumn('digest', 'text')
    .addColumn('chained_at', sql`timestamptz(3)`)
    .addColumn('hash', 'text')
    .addColumn('seal', 'text')
    .addUniqueConstraint('audit_event_seq_key', ['seq'])
    .addUniqueConstraint('audit_event_task_seq_key', ['task_id', 'task_seq'])
    .execute()
  await db.schema
    .createIndex('audit_event_loose_index')
    .on('audit_event')
    .column('id')
    .where(sql<boolean>`hash is null`)
    .execute()
  await db.schema.createIndex('audit_event_task_index').on('audit_event').columns(['task_id', 'id']).execute()
  await refuseChanges(db)
}

// Whoever owns the database can take the trigger away: it keeps mistakes out, the chain finds the rest.
async function refuseChanges(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function audit_event_stays() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if old.hash is null and new.hash is not null
          and (old.id, old.task_id, old.kind, old.at, old.actor, old.payload)
            is not distinct from (new.id, new.task_id, new.kind, new.at, new.actor, new.payload)
        then
          return new;
        end if;
      end if;
      raise exception 'audit_event can only be added to' using errcode = 'restrict_violation';
    end
    $$
  `.execute(db)
  await sql`
    create trigger audit_event_stays before update or delete on audit_event
    for each row execute function audit_event_stays()
  `.execute(db)
  await sql`
    create trigger audit_event_is_not_emptied before truncate on audit_event
    for each statement execute function audit_event_stays()
  `.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('audit_event').execute()
  await sql`drop function audit_event_stays()`.execute(db)
  await db.schema.alterTable('task').dropColumn('audit_salt').execute()
}
