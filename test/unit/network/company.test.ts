// When one server's flood has to leave room for others.
import { expect, it } from 'vitest'
import { Company } from '../../../src-main/network/company.ts'

it('a server is alone once nobody else has spoken for a while', () => {
  const company = new Company()
  company.spoke('flood', 0)
  expect(company.isAlone('flood', 1_000)).toBe(false)
  expect(company.isAlone('flood', 2_001)).toBe(true)
  expect(company.isAlone('calm', 2_001)).toBe(false)
  company.spoke('calm', 3_000)
  company.spoke('flood', 3_001)
  expect(company.isAlone('flood', 5_000)).toBe(false)
  expect(company.isAlone('flood', 5_002)).toBe(true)
})
