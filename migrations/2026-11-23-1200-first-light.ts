import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('document')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('file_name', 'text', (column) => column.notNull())
    .addColumn('byte_size', 'integer', (column) => column.notNull())
    .addColumn('bytes', 'bytea', (column) => column.notNull())
    .addColumn('kind', 'text')
    .addColumn('text', 'text')
    .addColumn('pages', 'jsonb')
    .addColumn('headings', 'jsonb')
    .addColumn('paged', 'boolean')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('document_team_sha256_unique', ['team_id', 'sha256'])
    .execute()

  await db.schema
    .createTable('task')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('dedupe_key', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('queued'))
    .addColumn('analysis', 'text', (column) => column.notNull())
    .addColumn('variables', 'jsonb', (column) => column.notNull())
    .addColumn('source_file_id', 'text')
    .addColumn('file_name', 'text', (column) => column.notNull())
    .addColumn('document_id', 'uuid')
    .addColumn('requested_by', 'text', (column) => column.notNull())
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text')
    .addColumn('thread_ts', 'text')
    .addColumn('opens_thread', 'boolean', (column) => column.notNull())
    .addColumn('prompt_version', 'integer')
    .addColumn('prompt_hash', 'text')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('remaining', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('summary', 'text')
    .addColumn('error_code', 'text')
    .addColumn('error_message', 'text')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('started_at', 'timestamptz')
    .addColumn('finished_at', 'timestamptz')
    .addUniqueConstraint('task_dedupe_key_unique', ['dedupe_key'])
    .addForeignKeyConstraint('task_document_fkey', ['document_id'], 'document', ['id'])
    .addCheckConstraint(
      'task_state_check',
      sql`state in ('queued','reading','running','combining','posting','done','failed','cancelled','expired')`,
    )
    .addCheckConstraint('task_remaining_check', sql`remaining >= 0`)
    .execute()

  await db.schema
    .createTable('subtask')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('task_id', 'uuid', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('pending'))
    .addColumn('answer', 'text')
    .addColumn('not_found', 'jsonb')
    .addColumn('error_code', 'text')
    .addColumn('error_message', 'text')
    .addColumn('started_at', 'timestamptz')
    .addColumn('finished_at', 'timestamptz')
    .addUniqueConstraint('subtask_task_name_unique', ['task_id', 'name'])
    .addForeignKeyConstraint('subtask_task_fkey', ['task_id'], 'task', ['id'], (fk) => fk.onDelete('cascade'))
    .addCheckConstraint(
      'subtask_state_check',
      sql`state in ('pending','running','done','failed','cancelled')`,
    )
    .execute()

  await db.schema
    .createTable('finding')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('task_id', 'uuid', (column) => column.notNull())
    .addColumn('subtask_id', 'uuid', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('explanation', 'text', (column) => column.notNull())
    .addColumn('recommendation', 'text')
    .addColumn('quote', 'text')
    .addColumn('mark', 'text')
    .addColumn('page', 'integer')
    .addColumn('quote_start', 'integer')
    .addColumn('quote_end', 'integer')
    .addColumn('source_quote', 'text')
    .addUniqueConstraint('finding_subtask_position_unique', ['subtask_id', 'position'])
    .addForeignKeyConstraint('finding_task_fkey', ['task_id'], 'task', ['id'], (fk) => fk.onDelete('cascade'))
    .addForeignKeyConstraint('finding_subtask_fkey', ['subtask_id'], 'subtask', ['id'], (fk) =>
      fk.onDelete('cascade'),
    )
    .addCheckConstraint('finding_severity_check', sql`severity in ('high','medium','low','info')`)
    .addCheckConstraint('finding_mark_check', sql`mark in ('verified','repaired','unverified')`)
    .execute()
  await db.schema.createIndex('finding_task_index').on('finding').column('task_id').execute()

  await createPromptLog(db)
  await createSlackTables(db)
}

async function createPromptLog(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('prompt_part')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('generation')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('task_id', 'uuid', (column) => column.notNull())
    .addColumn('subtask_id', 'uuid', (column) => column.notNull())
    .addColumn('requested_by', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model_requested', 'text', (column) => column.notNull())
    .addColumn('model_answered', 'text')
    .addColumn('template', 'text', (column) => column.notNull())
    .addColumn('prompt_version', 'integer', (column) => column.notNull())
    .addColumn('prompt_hash', 'text', (column) => column.notNull())
    .addColumn('git_commit', 'text')
    .addColumn('parts', 'jsonb', (column) => column.notNull())
    .addColumn('answer', 'text')
    .addColumn('input_tokens', 'integer')
    .addColumn('output_tokens', 'integer')
    .addColumn('cache_read_tokens', 'integer')
    .addColumn('cache_write_tokens', 'integer')
    .addColumn('reasoning_tokens', 'integer')
    .addColumn('cost_usd', 'numeric(14, 8)')
    .addColumn('finish_reason', 'text')
    .addColumn('provider_request_id', 'text')
    .addColumn('ms_to_first_token', 'integer')
    .addColumn('ms', 'integer')
    .addColumn('error', 'text')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('generation_subtask_attempt_unique', ['subtask_id', 'attempt'])
    .addForeignKeyConstraint('generation_task_fkey', ['task_id'], 'task', ['id'], (fk) =>
      fk.onDelete('cascade'),
    )
    .addForeignKeyConstraint('generation_subtask_fkey', ['subtask_id'], 'subtask', ['id'], (fk) =>
      fk.onDelete('cascade'),
    )
    .addCheckConstraint('generation_state_check', sql`state in ('running','done','failed')`)
    .execute()
  await db.schema
    .createIndex('generation_task_index')
    .on('generation')
    .columns(['task_id', 'created_at'])
    .execute()

  // What a person reads: the parts in order, each under its role.
  await sql`
    create view prompt_log as
    select
      g.id, g.task_id, g.subtask_id, g.requested_by, g.attempt, g.state,
      g.provider, coalesce(g.model_answered, g.model_requested) as model,
      g.template, g.prompt_version, g.prompt_hash, g.git_commit,
      (select string_agg('--- ' || (part ->> 'role') || E' ---\n' || p.text, E'\n\n' order by n)
         from jsonb_array_elements(g.parts) with ordinality as parts(part, n)
         join prompt_part p on p.hash = part ->> 'hash') as prompt,
      g.answer, g.input_tokens, g.output_tokens, g.cost_usd, g.ms, g.finish_reason, g.error, g.created_at
    from generation g
  `.execute(db)
}

async function createSlackTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('post')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('owner_id', 'uuid', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('pending'))
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('ts', 'text')
    .addColumn('content_hash', 'text')
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('post_owner_kind_unique', ['owner_id', 'kind'])
    .addCheckConstraint('post_state_check', sql`state in ('pending','sending','sent')`)
    .execute()

  await db.schema
    .createTable('slack_event')
    .addColumn('event_id', 'text', (column) => column.primaryKey())
    .addColumn('received_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()

  await db.schema
    .createTable('file_share')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('file_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('event_ts', 'text', (column) => column.notNull())
    .addColumn('file_name', 'text')
    .addColumn('thread_ts', 'text')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('file_share_unique', ['team_id', 'channel_id', 'file_id', 'event_ts'])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropView('prompt_log').execute()
  for (const table of [
    'file_share',
    'slack_event',
    'post',
    'generation',
    'prompt_part',
    'finding',
    'subtask',
    'task',
    'document',
  ]) {
    await db.schema.dropTable(table).execute()
  }
}
