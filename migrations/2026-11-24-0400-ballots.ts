import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('task')
    .addColumn('model_chosen', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute()
  await db.schema
    .alterTable('subtask')
    .addColumn('discarded_attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('post').addColumn('reaction', 'text').execute()
  await db.schema.createIndex('post_place_index').on('post').columns(['channel_id', 'ts']).execute()
  await db.schema
    .createTable('variation')
    .addColumn('task_id', 'uuid', (column) => column.notNull().references('task.id').onDelete('cascade'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('variant', 'text')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('effort', 'text')
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('open'))
    .addColumn('remade', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('failure', 'text')
    .addPrimaryKeyConstraint('variation_pkey', ['task_id', 'number'])
    .execute()
  // Tasks of before: as many as their subtasks say.
  await sql`
    insert into variation (task_id, number, model, state)
    select distinct task.id, subtask.variation, task.model, 'passed'
    from task join subtask on subtask.task_id = task.id
  `.execute(db)
  await db.schema
    .createTable('ballot')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('task_id', 'uuid', (column) =>
      column.notNull().unique().references('task.id').onDelete('cascade'),
    )
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('open'))
    .addColumn('emoji', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('closes_at', 'timestamptz', (column) => column.notNull())
    .addColumn('stopped_at', 'timestamptz')
    .addColumn('closed_at', 'timestamptz')
    .addColumn('closed_by', 'text')
    .addColumn('reason', 'text')
    .addColumn('decided_by', 'text')
    .addColumn('winner', 'integer')
    .addColumn('tally', 'jsonb')
    .addColumn('judged_at', 'timestamptz')
    .addColumn('judge_winner', 'integer')
    .addColumn('judge_says', 'jsonb')
    .execute()
  await db.schema
    .createIndex('ballot_open_index')
    .on('ballot')
    .columns(['state', 'closes_at'])
    .where(sql.ref('state'), '<>', 'closed')
    .execute()
  await db.schema
    .createTable('ballot_option')
    .addColumn('ballot_id', 'uuid', (column) => column.notNull().references('ballot.id').onDelete('cascade'))
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('variation', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('ballot_option_pkey', ['ballot_id', 'label'])
    .addUniqueConstraint('ballot_option_variation_key', ['ballot_id', 'variation'])
    .execute()
  await db.schema
    .createTable('vote')
    .addColumn('ballot_id', 'uuid', (column) => column.notNull().references('ballot.id').onDelete('cascade'))
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('is_on', 'boolean', (column) => column.notNull())
    .addColumn('event_ts', sql`numeric(16, 6)`, (column) => column.notNull())
    .addPrimaryKeyConstraint('vote_pkey', ['ballot_id', 'label', 'person'])
    .execute()
  await db.schema
    .createTable('vote_event')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('ballot_id', 'uuid', (column) => column.notNull().references('ballot.id').onDelete('cascade'))
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('is_on', 'boolean', (column) => column.notNull())
    .addColumn('event_ts', sql`numeric(16, 6)`, (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('counted', 'boolean', (column) => column.notNull())
    .addColumn('received_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('vote_event_once', ['ballot_id', 'label', 'person', 'is_on', 'event_ts'])
    .execute()
  await db.schema
    .createTable('finding_decision')
    .addColumn('task_id', 'uuid', (column) => column.notNull().references('task.id').onDelete('cascade'))
    .addColumn('finding_id', 'uuid', (column) =>
      column.notNull().references('finding.id').onDelete('cascade'),
    )
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('decided_by', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('finding_decision_pkey', ['task_id', 'finding_id'])
    .execute()
  await db.schema
    .createTable('channel_setting')
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('approvers', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('may_export', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('channel_setting_pkey', ['team_id', 'channel_id'])
    .execute()
  await db.schema
    .createTable('example')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('task_id', 'uuid', (column) =>
      column.notNull().unique().references('task.id').onDelete('cascade'),
    )
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('proposed'))
    .addColumn('ideal_output', 'text', (column) => column.notNull())
    .addColumn('expectations', 'text')
    .addColumn('proposed_by', 'text', (column) => column.notNull())
    .addColumn('needs_approval', 'boolean', (column) => column.notNull())
    .addColumn('proposed_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'timestamptz')
    .addColumn('case_id', 'text')
    .addColumn('problem', 'text')
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  const tables = [
    'example',
    'channel_setting',
    'finding_decision',
    'vote_event',
    'vote',
    'ballot_option',
    'ballot',
    'variation',
  ]
  for (const table of tables) await db.schema.dropTable(table).execute()
  await db.schema.dropIndex('post_place_index').execute()
  await db.schema.alterTable('post').dropColumn('reaction').execute()
  await db.schema.alterTable('subtask').dropColumn('discarded_attempts').execute()
  await db.schema.alterTable('task').dropColumn('model_chosen').execute()
}
