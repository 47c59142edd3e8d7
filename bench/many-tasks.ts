import { sql } from 'kysely'
import type { Db } from '../src/db/connect.ts'

/** Days that the tasks are spread over, up to now. */
const days = 90

/**
 * Rows as so many tasks leave them, made by the database itself: six questions each, a call per question and a repair for
 * every tenth, fifteen findings, six posts. A few are open, some failed.
 */
export async function makeTasks(db: Db, count: number): Promise<void> {
  await sql`
    insert into task (id, dedupe_key, state, analysis, variables, file_name, requested_by, team_id, channel_id, opens_thread,
      prompt_version, prompt_hash, model, lane, error_code, created_at, started_at, first_finding_at, finished_at)
    select gen_random_uuid(), 'made:' || n, state, analysis, '{}', 'document-' || n || '.pdf', 'U' || n % 200, 'T1', 'C' || n % 40, false,
      1 + n % 3, md5(analysis || n % 3), 'anthropic/claude-sonnet-5-5', (array['person','person','batch'])[1 + n % 3],
      case state when 'failed' then (array['document_unreadable','model_unavailable','budget_exceeded'])[1 + n % 3] end,
      at, at + interval '1 second', at + interval '12 seconds',
      case when state in ('running', 'queued') then null else at + (15 + (n * 7919) % 90) * interval '1 second' end
    from (
      select n, case when n <= ${count}::int / 2000 then (array['running','queued'])[1 + n % 2] when n % 23 = 0 then 'failed' when n % 41 = 0 then 'cancelled' else 'done' end as state,
        (array['analyze-contract','review-nda','check-lease','summarise-judgment','compare-terms'])[1 + n % 5] as analysis,
        now() - (n::float8 / ${count} * ${days}) * interval '1 day' as at
      from generate_series(1, ${count}::int) n
    ) made`.execute(db)
  await sql`
    insert into prompt_version (hash, analysis, number, title, files)
    select distinct prompt_hash, analysis, prompt_version, 'Made', '{}'::jsonb from task on conflict do nothing`.execute(
    db,
  )
  await sql`
    insert into subtask (id, task_id, name, title, position, kind, state, error_code, started_at, finished_at)
    select gen_random_uuid(), task.id, 'part-' || k, 'Part', k, 'part',
      case when task.state = 'failed' then 'failed' when task.finished_at is null then 'running' else 'done' end,
      case when task.state = 'failed' then 'model_unavailable' end,
      task.started_at, task.started_at + (3 + k * 2) * interval '1 second'
    from task, generate_series(0, 5) k`.execute(db)
  await sql`
    insert into generation (id, task_id, subtask_id, requested_by, attempt, purpose, state, provider, model_requested, model_answered,
      template, prompt_version, prompt_hash, parts, answer, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
      reasoning_tokens, cost_usd, waited_ms, ms_to_first_token, ms, error_code, created_at)
    select gen_random_uuid(), subtask.task_id, subtask.id, task.requested_by, attempt, case attempt when 1 then 'answer' else 'repair' end,
      case when subtask.state = 'running' then 'running' when attempt = 1 and (repaired or subtask.state = 'failed') then 'failed' else 'done' end,
      choice.provider, choice.model, choice.model, 'analyze/part-' || subtask.position || '.txt', task.prompt_version, task.prompt_hash, '[]', repeat('x', 800),
      900, 400, 8000, 200, 100, 0.004 + subtask.position * 0.001, 20, 700, 4000 + subtask.position * 500,
      case when attempt = 1 and repaired then 'model_answer_invalid' when attempt = 1 and subtask.state = 'failed' then 'overload' end,
      task.created_at + (2 + attempt) * interval '1 second'
    from subtask join task on task.id = subtask.task_id
    cross join lateral (select abs(hashtext(subtask.id::text)) % 10 = 0 as repaired,
      (array['anthropic','anthropic','openai'])[1 + abs(hashtext(task.id::text)) % 3] as provider,
      (array['claude-sonnet-5-5','claude-haiku-5-5','gpt-6-sol'])[1 + abs(hashtext(task.id::text)) % 3] as model) choice
    cross join lateral generate_series(1, case when repaired then 2 else 1 end) attempt`.execute(db)
  await sql`
    insert into finding (id, task_id, subtask_id, position, title, severity, explanation, quote, mark, page)
    select gen_random_uuid(), subtask.task_id, subtask.id, k, 'Finding', (array['high','medium','low'])[1 + k % 3], repeat('y', 300), repeat('z', 100),
      case when abs(hashtext(subtask.id::text || k)) % 30 = 0 then 'unverified' when k = 1 then 'repaired' else 'verified' end, 1
    from subtask, generate_series(0, 2) k where state = 'done'`.execute(db)
  await sql`
    insert into post (id, owner_id, kind, state, channel_id, ts)
    select gen_random_uuid(), task.id, kind, case when task.state = 'running' and kind = 'plan' then 'pending' else 'sent' end, task.channel_id, 'x'
    from task, unnest(array['opening','plan','result-1','result-2','result-3','note']) kind`.execute(db)
  await sql`
    insert into rate_limit (model_group, is_known, requests_per_minute, requests_left, input_per_minute, input_left,
      output_per_minute, output_left, pauses, waiting_priority, refilled_at)
    values ('anthropic/claude-sonnet-5-5', true, 4000, 3100, 2000000, 400000, 400000, 90000, 0, 0, now()),
      ('openai/gpt-6-sol', true, 10000, 9800, 30000000, 29000000, null, null, 0, 0, now())
    on conflict do nothing`.execute(db)
  await sql`analyze`.execute(db)
}
