// The same server with every name hidden: events, keys and words that tell kinds apart become letters without meaning.
import type { LearnServer, Told } from './learn-sessions.ts'

/** Keys whose fixed texts are names too. */
const TELLING = new Set(['type', 'action', 'method', 'kind', 'name', 'event', 't', 'observation'])

/** Hides all names of a server, each by the same letters wherever it stands. */
export function hideNames(server: LearnServer): LearnServer {
  const names = new Map<string, string>()
  const hide = (name: string): string => {
    const hidden = names.get(name) ?? `z${String(names.size + 10)}`
    names.set(name, hidden)
    return hidden
  }
  const told = <Kind extends Told>(one: Kind): Kind => ({
    ...one,
    event: hide(one.event),
    args: one.args.map((arg) => hideIn(arg, hide))
  })
  const { parts } = server.message
  const hiddenParts = Object.fromEntries(
    Object.entries(parts).map(([part, path]) => [part, hidePath(path, hide)])
  )
  return {
    ...server,
    others: server.others.map(told),
    message: { ...told(server.message), parts: hiddenParts },
    ...(server.send ? { send: server.send.map(told) } : {}),
    ...(server.join ? { join: server.join.map(told) } : {})
  }
}

function hideIn(value: unknown, hide: (name: string) => string, key = ''): unknown {
  if (typeof value === 'string') return hideText(value, hide, key)
  if (Array.isArray(value)) return value.map((part) => hideIn(part, hide))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [hide(name), hideIn(part, hide, name)])
  )
}

function hideText(text: string, hide: (name: string) => string, key: string): string {
  if (text.startsWith('{"')) return JSON.stringify(hideIn(JSON.parse(text), hide))
  const isName = TELLING.has(key) && /^[\w./:-]+$/.test(text) && /[._:]|^[A-Z_]+$/.test(text)
  return isName ? hide(text) : text
}

function hidePath(path: string, hide: (name: string) => string): string {
  const hidden = path
    .replace(/\["([^"]+)"\]/g, (_, name: string) => `.${hide(name)}`)
    .replace(/\.([A-Za-z_@$][\w@$-]*)/g, (whole, name: string) =>
      /^z\d+$/.test(name) ? whole : `.${hide(name)}`
    )
  return hidden
}
