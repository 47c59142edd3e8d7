import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { asAdmin } from './as-admin.ts'
import type { TestDatabase } from './test-database.ts'

/** A database with nothing in it. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const template = inject('templateUrl')
  const name = `empty_${randomBytes(6).toString('hex')}`
  await asAdmin(template, `create database ${name}`)
  const url = template.replace(/paralegal$/, name)
  const db = connect(url)
  return {
    url,
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await asAdmin(template, `drop database ${name} with (force)`)
    },
  }
}
