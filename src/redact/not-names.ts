function words(text: string): Set<string> {
  return new Set(text.trim().split(/\s+/))
}

/** What people are, not what they are called. */
export const roleWords = words(`
chief executive officer president vice director directors general counsel treasurer secretary manager managing chairman
chairwoman chairperson chair senior junior assistant associate head sales marketing legal department dept finance financial
operating operations technology technical information accounts payable receivable accounting administrator administration
partner partners member members principal founder owner trustee attorney attorneys agent representative authorized signatory
controller compliance corporate corp development business affairs commercial regulatory human resources board contract contracts
contracting procurement purchasing support customer service services team office global international north america europe asia
worldwide regional national project product program patent trademark licensing research medical clinical quality supply chain
executive deputy interim acting group division law title name date by its per the and of for to or if no with at in on as is
ceo cfo coo cto cmo esq id tel a an any all each such this that attn attention email e-mail mail fax facsimile phone telephone tel copy copies address city
state zip country signature signed print printed witness notary seal dated effective illegible witnesses
`)

/** What stands in names of companies, places and clauses. */
export const otherWords = words(`
inc incorporated llc llp ltd limited corp corporation company co plc gmbh ag sa nv bv lp trust bank holdings group partners
university college school hospital institute foundation association society church museum library center centre hotel
agreement contract schedule exhibit annex appendix section article clause party parties licensor licensee lessor lessee
landlord tenant buyer seller purchaser supplier vendor customer distributor franchisor franchisee manufacturer contractor
subcontractor consultant employer employee borrower lender guarantor company client provider recipient discloser owner
royalty royalties fee fees term termination territory product products services service notice notices law laws act code
street avenue road boulevard drive lane way court place plaza square parkway highway suite floor building tower park
north south east west new city county state states united kingdom republic america american british english international
january february march april may june july august september october november december monday tuesday wednesday thursday
friday saturday sunday day days year years month months quarter date effective confidential information intellectual property
rights right license licence patent patents trademark trademarks copyright software system systems technology technologies
pharmaceuticals pharmaceutical pharma therapeutics biosciences sciences industries enterprises solutions networks media
entertainment energy oil gas power capital ventures management advisors securities exchange stock shares common preferred
government federal internal revenue supreme district circuit commission department agency authority board committee council
force majeure governing entire whereas witness witnesseth recitals definitions background shall will hereby herein thereof
hereof hereto hereunder therefore provided however subject pursuant including without upon under other such beach valley hill
cup classic championship publications fitness sports blvd brazil germany france japan canada mexico spain italy open station junction registration material specification certificate bid bond hills island islands lake river bay springs heights village forest canyon mountain coast port saint fort
`)

/** First names that are words, months, places or titles too: they need a family name that is known. */
export const doubtfulGiven = words(`
will may grant mark bill art chase price christian paris london virginia carolina georgia florida washington jordan
israel april june august major general madison lincoln van sydney austin dallas houston charlotte royal sterling 
cash page law lane stone summer autumn dawn victory justice
chance case an in so do my le de la el al se ed min sun son long lee china india asia america kenya
brooklyn savannah phoenix denver boston cleveland chelsea kent devon york lancaster everest ace angel baron
bishop cannon captain deacon judge king knight marshal pope prince princess queen saint squire 
forest fox gardener heath hill marsh miller porter reed ridge river 
shepherd smith ward weaver webster west wood young golden gray green brown white black blue
crystal coral ginger olive sage cherry apple merit noble honor honesty loyal
solomon santa mercy trinity genesis eden heaven star sky ocean rain storm wolf bear 
christmas easter holiday pages mister miss master don dr first last true legend maverick ranger pilot
junior lucky happy bonus unique precious diamond princeton oxford cambridge
`)

/** Words that the text has in small letters: what stands among them is hardly a name. */
export function lowerWordsOf(text: string): Set<string> {
  return new Set(text.match(/(?<![\p{L}@._-])\p{Ll}{2,}(?![\p{L}@_-])/gu))
}
