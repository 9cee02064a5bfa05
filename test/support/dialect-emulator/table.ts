// The table of servers and what of each is shown to work, as the README has it.
import { presets } from '../../../src-main/dialects/presets.ts'
import { preset } from '../dialects.ts'
import { behaviours } from './behaviours/all.ts'
import { capabilities, type Behaviour, type Capability } from './emulator.ts'

const BEGIN = '<!-- dialects: `npm run test:dialects -- --write` makes this table -->'
const END = '<!-- /dialects -->'

/** Filo's own server has no emulation: the real one is run. */
const ownHost: readonly Capability[] = capabilities

/** What the run shows of a server, by what such servers have. */
export function shownBy(behaviour: Behaviour): Capability[] {
  const { shows } = behaviour
  const has: Record<Capability, boolean> = {
    connect: true,
    login: introduces(behaviour),
    send: shows.receiveOnly !== true,
    receive: shows.noMessages !== true,
    history: shows.history !== undefined,
    typing: shows.typing !== undefined,
    presence: shows.members === true,
    rooms: shows.place !== undefined || shows.direct === true,
    edit: shows.edits === true,
    delete: shows.deletes === true,
    upload: shows.files === 'both' || shows.files === 'up',
    download: shows.files === 'both' || shows.files === 'down'
  }
  return capabilities.filter((capability) => has[capability])
}

/** Whether one says who one is: in the handshake, by an event, with a secret. */
function introduces({ id, admit }: Behaviour): boolean {
  const { join, summary } = preset(id)
  return join.length > 0 || summary.loginFields.length > 0 || admit !== undefined
}

/** The table as Markdown; `failed` are runs that went wrong, as `id capability`. */
export function conformanceTable(failed: ReadonlySet<string> = new Set()): string {
  const rows = presets.map(({ id }) => {
    const behaviour = behaviours.find((one) => one.id === id)
    const shown = behaviour ? shownBy(behaviour) : ownHost
    const lacks = behaviour?.shows.lacks ?? {}
    const cells = capabilities.map((capability) => {
      if (failed.has(`${id} ${capability}`) || capability in lacks) return '✗'
      return shown.includes(capability) ? '✓' : '–'
    })
    return [preset(id).name, ...cells]
  })
  return markdown([['server', ...capabilities], ...rows])
}

function markdown(rows: readonly string[][]): string {
  const widths = capabilities.map((_, at) =>
    Math.max(...rows.map((row) => (row[at + 1] ?? '').length))
  )
  const first = Math.max(...rows.map(([name = '']) => name.length))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(at === 0 ? first : (widths[at - 1] ?? 0))).join(' | ')} |`
  const rule = [first, ...widths].map((width) => '-'.repeat(width))
  const [head = [], ...body] = rows
  return [line(head), line(rule), ...body.map(line)].join('\n')
}

/** The part of a text that holds the table. */
export function tableIn(text: string): string {
  const start = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  return start < 0 || end < start ? '' : text.slice(start + BEGIN.length, end).trim()
}

/** The text with this table in its place. */
export function withTable(text: string, table: string): string {
  const old = text.slice(text.indexOf(BEGIN), text.indexOf(END))
  return text.replace(old, `${BEGIN}\n\n${table}\n\n`)
}
