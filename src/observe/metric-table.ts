import type { Registry } from 'prom-client'

/** Our metrics as a table for the documentation; those of Node itself are its library's to explain. */
export async function metricTable(registries: Registry[]): Promise<string> {
  const metrics = registries.flatMap((registry) => registry.getMetricsAsArray())
  const rows = metrics
    .filter(({ name }) => name.startsWith('paralegal_'))
    .map((metric) => {
      const { name, help } = metric
      const { type, labelNames } = metric as unknown as { type?: string; labelNames: string[] }
      return {
        name,
        help,
        kind: type ?? metric.constructor.name.toLowerCase(),
        labels: labelNames.join(', '),
      }
    })
  const lines = rows.map(({ name, kind, labels, help }) => `| \`${name}\` | ${kind} | ${labels} | ${help} |`)
  return ['| Metric | Kind | Labels | What it says |', '|---|---|---|---|', ...lines].join('\n')
}
