/** `provider/model`, as models are named in configuration, on tasks, in receipts and for their limits. */
export function modelName({ provider, name }: { provider: string; name: string }): string {
  return `${provider}/${name}`
}
