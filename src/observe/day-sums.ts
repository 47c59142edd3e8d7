import { type RawBuilder, sql } from 'kysely'

/** Times from `from` on and before `to`. */
export interface Span {
  from: Date
  to: Date
}

/** What calls took, by day, model, analysis, version and template: the rows of `usage_day`. */
export function usageOf({ from, to }: Span): RawBuilder<unknown> {
  return sql`
    select day, model, coalesce(prompt_version.analysis, '(not kept)') as analysis, version, template,
      sum(calls)::int as calls, sum(replays)::int as replays, sum(failed)::int as failed, sum(useless)::int as useless,
      sum(repairs)::int as repairs, sum(input_tokens) as input_tokens, sum(cached_tokens) as cached_tokens,
      sum(output_tokens) as output_tokens, sum(usd) as usd, sum(unpriced)::int as unpriced
    from (
      select (created_at at time zone 'UTC')::date as day, provider || '/' || model_requested as model, prompt_hash,
        prompt_version as version, template, count(*) as calls,
        count(*) filter (where purpose = 'replay') as replays,
        count(*) filter (where purpose <> 'replay' and state = 'failed') as failed,
        count(*) filter (where purpose <> 'replay' and error_code in ('model_answer_invalid', 'model_refused')) as useless,
        count(*) filter (where purpose = 'repair') as repairs,
        sum(coalesce(input_tokens, 0)::bigint + coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0)) as input_tokens,
        sum(coalesce(cache_read_tokens, 0)::bigint) as cached_tokens,
        sum(coalesce(output_tokens, 0)::bigint) as output_tokens,
        coalesce(sum(cost_usd), 0) as usd,
        count(*) filter (where output_tokens is not null and cost_usd is null) as unpriced
      from generation where created_at >= ${from} and created_at < ${to} and state <> 'running'
      group by 1, 2, 3, 4, 5
    ) made left join prompt_version on prompt_version.hash = made.prompt_hash
    group by 1, 2, 3, 4, 5`
}

/** How many quotes were found, by the day that their tasks ended on: the rows of `quote_day`. */
export function quotesOf({ from, to }: Span): RawBuilder<unknown> {
  return sql`
    select (finished_at at time zone 'UTC')::date as day, analysis, coalesce(prompt_version, 0) as version,
      count(*)::int as quotes, count(*) filter (where mark = 'unverified')::int as unverified,
      count(*) filter (where mark = 'repaired')::int as repaired
    from task join finding on finding.task_id = task.id
    where finished_at >= ${from} and finished_at < ${to} and mark is not null
    group by 1, 2, 3`
}
