// Fixtures that the Inspector made of recordings: each dialect still tells of them what it told when they were made.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { preset } from '../../support/dialects.ts'
import { tellsNow, type Fixture } from '../../support/fixtures.ts'

const folder = join(import.meta.dirname, '../../support/fixtures')
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))

describe('the fixture', () => {
  it.each(names)('%s is read as it was', (name) => {
    const fixture = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Fixture
    expect(fixture.steps.length).toBeGreaterThan(0)
    const told = tellsNow(fixture, preset(fixture.dialectId))
    expect(told).toEqual(fixture.steps.map(({ tells }) => tells))
  })
})
