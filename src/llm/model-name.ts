/** `provider/model`, as models are named in configuration, on tasks, in receipts and for their limits. */
export function modelName({ provider, name }: { provider: string; name: string }): string {
  return `${provider}/${name}`
}

/** The two parts of it; a model's own name may hold slashes too. */
export function splitModelName(name: string): { provider: string; name: string } {
  const [provider = '', ...rest] = name.split('/')
  return { provider, name: rest.join('/') }
}
