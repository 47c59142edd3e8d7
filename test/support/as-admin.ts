import { Client } from 'pg'

/** Runs a statement that needs a connection to none of the server's own databases. */
export async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url.replace(/paralegal$/, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
