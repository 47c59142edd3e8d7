import { expect, test } from 'vitest'
import { findFacts } from '../../src/documents/facts.ts'

// Openings as they stand in contracts of CUAD (see test/fixtures/SOURCES.md).
test.each([
  [
    'Exhibit 10.11    Execution Copy    STRATEGIC ALLIANCE AGREEMENT    This STRATEGIC ALLIANCE AGREEMENT (this "Agreement") is made as of December 21, 2006 by and among OXBOW CARBON & MINERALS LLC, a Delaware limited liability company having a principal office address at 1601 Forum Place, Suite 1400, West Palm Beach, Florida 33401 ("Oxbow") and GLOBAL ENERGY, INC., an Ohio corporation ("Global Energy").',
    {
      title: 'Strategic Alliance Agreement',
      parties: 'OXBOW CARBON & MINERALS LLC and GLOBAL ENERGY, INC.',
      date: '2006-12-21',
      type: 'Strategic alliance agreement',
    },
  ],
  [
    'SERVICE AGREEMENT This Service Agreement ("Agreement") is entered into on April. 1st 2019 by and between: PC Financial Services Private Limited, a India company with an address at Building RZ-2, G/F Kapashera ("PC Financial"), a registered Non-banking Financial Company (NBFC) in India; and Mobimagic Co., Ltd., a company ("Mobimagic").',
    {
      title: 'Service Agreement',
      parties: 'PC Financial Services Private Limited and Mobimagic Co., Ltd.',
      date: '2019-04-01',
      type: 'Service agreement',
    },
  ],
  [
    'ENDORSEMENT AGREEMENT\n\nTHIS AGREEMENT, made and entered into as of this 1st day of January, 2000, by and between MOSSIMO, INC., 2450 White Road, 2nd Floor, Irvine ("Company"), and DAVID DUVAL ENTERPRISES, INC. c/o International Management, Inc., IMG Center ("Licensor"):',
    {
      title: 'Endorsement Agreement',
      parties: 'MOSSIMO, INC. and DAVID DUVAL ENTERPRISES, INC.',
      date: '2000-01-01',
      type: 'Endorsement agreement',
    },
  ],
])('title, parties, date and kind are read from the opening', (text, facts) => {
  expect(findFacts({ text })).toEqual(facts)
})

test('what the opening does not say is left open: blanks are no date, prose is no title', () => {
  const text =
    'The meeting began at nine. It is agreed that the _____ day of ______, 2015 is to be confirmed.'
  expect(findFacts({ text })).toEqual({ title: null, parties: null, date: null, type: null })
  expect(findFacts({ text: '' })).toEqual({ title: null, parties: null, date: null, type: null })
  expect(findFacts({ text: 'Dated as of February 31, 2019' }).date).toBeNull()
})

test.each([
  'A ',
  'Acme ("',
  'between Aa, and ',
  'dated 1st of ',
  'between X (a (b ',
  'Agreement and of the ',
  '\n',
])('hostile openings of “%s” take no time', (part) => {
  const started = performance.now()
  findFacts({ text: part.repeat(3000) })
  expect(performance.now() - started).toBeLessThan(500)
})
