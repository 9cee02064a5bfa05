// What the headless host understands.
import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../src-main/host/command-line.ts'

describe('the command line', () => {
  it('runs on port 3000 for this computer only where nothing is said', () => {
    expect(parseCommand(['--headless'])).toMatchObject({
      kind: 'run',
      command: { port: 3000, isShared: false, hostName: undefined }
    })
  })

  it('takes port, data, share and name', () => {
    const args = ['--headless', '--port', '0', '--data', '/d', '--share', '--name', 'Casa']
    expect(parseCommand(args)).toEqual({
      kind: 'run',
      command: { port: 0, dataDir: '/d', isShared: true, hostName: 'Casa' }
    })
  })

  it.each([
    [['--port', '-1']],
    [['--port', '3e3']],
    [['--port', '65536']],
    [['--port', '']],
    [['--data', '']],
    [['--loud']],
    [['go']]
  ])('refuses %j', (args) => {
    expect(parseCommand(args).kind).toBe('wrong')
  })
})
