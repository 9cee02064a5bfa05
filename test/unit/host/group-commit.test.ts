// Writes that come together are committed together, and one that fails takes no other with it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from '../../../src-main/base/sql.ts'
import { GroupCommit } from '../../../src-main/host/sqlite/group-commit.ts'

let database: Database
let commits: GroupCommit

beforeEach(() => {
  database = openDatabase(':memory:')
  database.exec('CREATE TABLE t (a INTEGER PRIMARY KEY)')
  commits = new GroupCommit(database)
})
afterEach(() => database.close())

const insert = (a: number) => () => database.prepare('INSERT INTO t VALUES (?)').run([a]).changes
const rows = () =>
  database
    .prepare<{ a: number }>('SELECT a FROM t')
    .all()
    .map(({ a }) => a)

describe('a group commit', () => {
  it('commits what comes in one turn in one transaction', async () => {
    const transactions = vi.spyOn(database, 'transaction')
    await Promise.all([commits.run(insert(1)), commits.run(insert(2)), commits.run(insert(3))])
    expect([transactions.mock.calls.length, rows()]).toEqual([1, [1, 2, 3]])
  })

  it('settles in the order of asking', async () => {
    const settled: number[] = []
    await Promise.all([3, 1, 2].map((a) => commits.run(insert(a)).then(() => settled.push(a))))
    expect(settled).toEqual([3, 1, 2])
  })

  it('undoes a failing piece alone', async () => {
    const results = await Promise.allSettled([1, 1, 2].map((a) => commits.run(insert(a))))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(rows()).toEqual([1, 2])
  })

  it('takes more than one batch', async () => {
    await Promise.all(Array.from({ length: 1_201 }, (_, a) => commits.run(insert(a))))
    expect(rows()).toHaveLength(1_201)
  })

  it('commits what waits when it is flushed', () => {
    void commits.run(insert(1))
    commits.flush()
    expect(rows()).toEqual([1])
  })
})
