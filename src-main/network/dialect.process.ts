// Checks a dialect file and tries it out, under plain Node: `npm run dialect -- check FILE`.
import { readFile } from 'node:fs/promises'
import { errorText } from '../base/describe-error.ts'
import { checkDialectText } from '../dialects/check/check-text.ts'
import type { CompiledDialect } from '../dialects/compiled.ts'
import { parseDialectCommand, usage, type DialectCommand } from './dialect-command.ts'
import { tryOut } from './dialect-tryout.ts'

/** How it ended, for scripts. */
const exitCodes = { faulty: 1, wrongArguments: 2, notReached: 3, notSent: 4 } as const

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseDialectCommand(args)
  if (parsed.kind === 'help') {
    say(usage)
    return 0
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.why}\n\n${usage}\n`)
    return exitCodes.wrongArguments
  }
  const { command } = parsed
  const text = await readFile(command.file, 'utf8').catch((error: unknown) => {
    process.stderr.write(`${command.file} can't be read: ${errorText(error)}\n`)
    return null
  })
  if (text === null) return exitCodes.wrongArguments
  const dialect = check(command, text)
  if (!dialect) return exitCodes.faulty
  if (command.url === null) return 0
  const ended = await tryOut(dialect, { ...command, url: command.url }, say)
  return ended === 'fine' ? 0 : exitCodes[ended]
}

/** Says all that is wrong, or what the dialect can do. */
function check({ file }: DialectCommand, text: string): CompiledDialect | null {
  const { faults, dialect } = checkDialectText(text)
  for (const { line, column, path, words } of faults) {
    say(`${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${words}`)
  }
  if (!dialect) {
    say(faults.length === 1 ? 'One fault.' : `${faults.length} faults.`)
    return null
  }
  const offers = Object.entries(dialect.features).flatMap(([name, isThere]) =>
    isThere ? [name] : []
  )
  say(`${file}: "${dialect.name}" (${dialect.id}) is a good dialect.`)
  say(`  offers: ${offers.join(', ') || 'reading only'}`)
  say(`  proves of what is sent: ${dialect.proves.join(', ')}`)
  return dialect
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code))
