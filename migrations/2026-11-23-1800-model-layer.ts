import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('generation')
    .addColumn('purpose', 'text', (column) => column.notNull().defaultTo('answer'))
    .addColumn('parameters', 'jsonb', (column) => column.notNull().defaultTo(sql`'{}'::jsonb`))
    .addColumn('parsed', 'jsonb')
    .addColumn('error_code', 'text')
    // What of the time went by before the model was asked: for the cache to be written, for the rate limit.
    .addColumn('waited_ms', 'integer')
    .addColumn('price_id', 'integer', (column) => column.references('model_price.id').onDelete('set null'))
    .execute()
  await db.schema
    .alterTable('generation')
    .addCheckConstraint('generation_purpose_check', sql`purpose in ('answer','repair','replay')`)
    .execute()
  await db.schema.createIndex('generation_created_at_index').on('generation').column('created_at').execute()

  await db.schema
    .alterTable('task')
    .addColumn('estimate_usd', 'numeric(14, 8)')
    // What the person should know about the money, in words.
    .addColumn('budget_note', 'text')
    // And about the document.
    .addColumn('document_note', 'text')
    .execute()

  await createLimitTables(db)
  await db.schema.dropView('prompt_log').execute()
  await createPromptLog(db)
}

async function createLimitTables(db: Kysely<unknown>): Promise<void> {
  // A bucket per kind of limit: its size, refilled evenly within a minute, and what is left; null while unknown.
  await db.schema
    .createTable('rate_limit')
    .addColumn('model_group', 'text', (column) => column.primaryKey())
    .addColumn('is_known', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('requests_per_minute', 'double precision')
    .addColumn('requests_left', 'double precision')
    .addColumn('input_per_minute', 'double precision')
    .addColumn('input_left', 'double precision')
    .addColumn('output_per_minute', 'double precision')
    .addColumn('output_left', 'double precision')
    .addColumn('refilled_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('paused_until', 'timestamptz')
    .addColumn('pauses', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('alone_until', 'timestamptz')
    .addColumn('waiting_priority', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('waiting_until', 'timestamptz')
    .execute()

  await db.schema
    .createTable('prompt_prefix')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('leader', 'uuid')
    .addColumn('leads_until', 'timestamptz')
    .addColumn('warm_until', 'timestamptz')
    .execute()

  await db.schema
    .createTable('document_tokens')
    .addColumn('document_id', 'uuid', (column) =>
      column.notNull().references('document.id').onDelete('cascade'),
    )
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('tokens', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('document_tokens_pkey', ['document_id', 'model'])
    .execute()
}

async function createPromptLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view prompt_log as
    select
      g.id, g.task_id, g.subtask_id, s.name as subtask, s.variation, t.analysis, t.file_name, t.batch,
      t.team_id, t.channel_id, t.thread_ts, g.requested_by, g.attempt, g.purpose, g.state,
      g.provider, g.model_requested, g.model_answered, g.parameters,
      g.template, g.prompt_version, g.prompt_hash, g.git_commit, g.parts,
      (select string_agg('--- ' || (part ->> 'role') || E' ---\n' || p.text, E'\n\n' order by n)
         from jsonb_array_elements(g.parts) with ordinality as parts(part, n)
         join prompt_part p on p.hash = part ->> 'hash') as prompt,
      g.answer, g.parsed, g.input_tokens, g.output_tokens, g.cache_read_tokens, g.cache_write_tokens,
      g.reasoning_tokens, g.cost_usd, g.price_id, g.waited_ms, g.ms_to_first_token, g.ms,
      g.finish_reason, g.provider_request_id, g.error_code, g.error, g.created_at
    from generation g
    join subtask s on s.id = g.subtask_id
    join task t on t.id = g.task_id
  `.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropView('prompt_log').execute()
  for (const table of ['document_tokens', 'prompt_prefix', 'rate_limit'])
    await db.schema.dropTable(table).execute()
  await db.schema
    .alterTable('task')
    .dropColumn('estimate_usd')
    .dropColumn('budget_note')
    .dropColumn('document_note')
    .execute()
  await db.schema.dropIndex('generation_created_at_index').execute()
  await db.schema
    .alterTable('generation')
    .dropColumn('purpose')
    .dropColumn('parameters')
    .dropColumn('parsed')
    .dropColumn('error_code')
    .dropColumn('waited_ms')
    .dropColumn('price_id')
    .execute()
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
