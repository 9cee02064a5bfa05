// Which addresses may be given to the system: only those that a person can have meant.

const allowedProtocols = new Set(['http:', 'https:', 'mailto:'])

/** Whether an address may be given to the system. */
export function isOpenable(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return allowedProtocols.has(url.protocol) && url.username === '' && url.password === ''
}
