import type { ColumnType } from 'kysely'

/** Set by the database, never by code. */
export type CreatedAt = ColumnType<Date, never, never>
