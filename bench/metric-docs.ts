import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { noBudgets } from '../src/environment.ts'
import { connect } from '../src/db/connect.ts'
import { metricTable } from '../src/observe/metric-table.ts'
import { openMetrics } from '../src/observe/open-metrics.ts'

// Writes the list of metrics into docs/observe.md; a test compares. Nothing is asked of a database.
const file = join(import.meta.dirname, '..', 'docs', 'observe.md')
using metrics = openMetrics({ db: connect(''), queue: { boss: {} as never }, budgets: noBudgets })
const listed = await metricTable(metrics.registries)
const docs = await readFile(file, 'utf8')
await writeFile(
  file,
  docs.replace(
    /<!-- metrics -->[^]*<!-- end of metrics -->/,
    () => `<!-- metrics -->\n${listed}\n<!-- end of metrics -->`,
  ),
)
