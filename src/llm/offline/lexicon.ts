/** How contracts speak of one thing. */
export interface Concept {
  name: string
  /** Tells from a question's title and sentence that it asks for this. */
  asks: RegExp
  /** Wording that makes a sentence a candidate at all. */
  says: RegExp
  /** Clause headings under which it usually stands. */
  heading: RegExp
  /** Words that raise a sentence's rank. */
  terms: string
  /** Wording that only sounds like it. */
  unless: RegExp | null
  /** Stands at the beginning of a contract. */
  early: boolean
}

const lookalikes: Record<string, RegExp> = {
  exclusivity: /exclusive (?:remed|jurisdiction|property|owner|venue)|exclusive of\b/i,
  disputes:
    /competent jurisdiction (?:has|have)|jurisdiction of (?:its|their) (?:incorporation|organization)/i,
  'notice of termination': /breach of or constitute|conflict with/i,
  'immediate termination': /breach of or constitute|conflict with/i,
}
const opening = new Set(['parties', 'effective date'])

/** The first concept that fits a question counts, so the narrow ones stand before the wide ones. */
export const concepts: Concept[] = [
  concept(
    'parties',
    /\bparties\b.*\b(who|role)|who are the parties/i,
    /\b(by and (between|among)|is (made|entered into)|between\b.{3,200}\band\b|hereinafter|herein(after)? (called|referred to))/i,
    /^parties|preamble/i,
    'between among made entered hereinafter corporation company limited',
  ),
  concept(
    'effective date',
    /effective date|take effect/i,
    /\b(effective date|effective as of|(made|entered into|dated)( and entered into)?( effective)? as of|(this|the) \d{1,2}(st|nd|rd|th)? day of|commenc\w+ (on|date)|shall (take|come into) effect|comes? into force)/i,
    /effective date|commencement/i,
    'effective date commence day dated',
  ),
  concept(
    'renewal',
    /renew/i,
    /\brenew(s|ed|al|als|ing)?\b|\bextend(s|ed)? (for|automatically)|successive .{0,30}(terms?|periods?|years?)|evergreen/i,
    /term|renewal|extension/i,
    'automatically renew renewal successive additional term period unless notice',
  ),
  concept(
    'notice of termination',
    /notice of termination|prior written notice.*terminat|terminat.*prior written notice/i,
    /terminat\w+.{0,160}\b(days?|months?|weeks?)\b.{0,60}notice|\bnotice\b.{0,120}terminat\w+|\b(days?|months?)\W{1,3}(prior |advance )?(written )?notice\b.{0,120}terminat/i,
    /terminat|term\b/i,
    'terminate termination days prior written notice party',
  ),
  concept(
    'cure',
    /\bcured?\b|remed(y|ied).*breach/i,
    /\b(cure[ds]?|remed(y|ied|ies))\b.{0,140}\b(days?|business|period)|\b(days?)\b.{0,140}\b(cure[ds]?|remed(y|ied))\b|fail\w* to (cure|remedy)/i,
    /default|breach|terminat|cure/i,
    'cure breach default days notice remedy fails',
  ),
  concept(
    'survival',
    /surviv|after the end/i,
    /\bsurviv(e|es|al|ing)\b|after (the )?(expiration|termination)/i,
    /surviv|effects? of terminat|consequences/i,
    'survive survival expiration termination obligations years',
  ),
  concept(
    'time to object',
    /object|defects?|accept(ed|ance)?\b.*reject|claims be notified/i,
    /\b(accept(s|ed|ance)?|reject(s|ed|ion)?|inspect\w*|object(s|ion)?|dispute|claim|defect\w*|non-?conform\w*)\b.{0,200}\bwithin\b.{0,60}\b(days?|months?|hours?)\b|\bwithin\b.{0,60}\b(days?|months?|hours?)\b.{0,160}\b(reject\w*|object\w*|inspect\w*|defect\w*|dispute)\b|deemed (to have been )?accept/i,
    /accept|inspect|warrant|claims/i,
    'within days reject inspection acceptance defect claim notify',
  ),
  concept(
    'late payment',
    /interest|late (charge|payment|fee)|overdue/i,
    /\b(interest|late (charge|fee|payment)s?|past due|overdue|finance charge)\b.{0,160}(%|per ?cent|rate|month|annum)|\b\d[\d.]*\s?%.{0,100}\b(per month|per annum|late|overdue)|interest at/i,
    /payment|interest|late/i,
    'interest late overdue rate percent per month annum unpaid',
  ),
  concept(
    'changes',
    /change, amend|unilateral|sole discretion/i,
    /\b(sole|absolute|own)\b.{0,20}\bdiscretion\b|\breserves? the right to\b.{0,80}\b(change|modif|amend|increase|discontinue|revise)|\bmay\b.{0,60}\b(change|modify|amend|increase|revise|adjust)\b/i,
    /change|modif|amend|pric/i,
    'sole discretion reserves right change modify increase time',
  ),
  concept(
    'payment days',
    /within how many days.*(pay|invoice)|invoices? be paid|payment of invoices/i,
    /\b(pay(s|ments?|able)?|paid|invoice[sd]?|due)\b.{0,160}\b(within|net|no later than|days?)\b.{0,60}\b(days?|receipt|month|thereafter|date)\b/i,
    /payment|invoic|compensation|fees/i,
    'pay payment invoice within days receipt due',
  ),
  concept(
    'price',
    /\b(fees?|prices?|payable|compensation|royalt)/i,
    /[$€£¥]\s?\d|\b(USD|EUR|GBP|US\$|dollars?)\b|\b(fees?|price[sd]?|royalt(y|ies)|commission|compensation|consideration)\b.{0,160}\b(pay|paid|payable|equal|shall be|amount)/i,
    /payment|fee|price|compensation|consideration|royalt|commission/i,
    'pay fee price amount compensation royalty dollars total',
  ),
  concept(
    'liability cap',
    /limit\w*.*liabilit|liabilit.*(limit|cap)|\bcap(ped)?\b/i,
    /\b(aggregate|total|maximum|entire|cumulative)\b.{0,60}\bliabilit|liabilit(y|ies)\b.{0,140}\b(exceed|limited to|not be more than|greater than)|\bliable\b.{0,120}\b(in excess of|exceed\w*)|limit(ation|ed)?\b.{0,20}\b(of|on)\b.{0,20}liabilit/i,
    /limitation|liabilit/i,
    'liability exceed aggregate total limited amount paid limitation',
  ),
  concept(
    'excluded damages',
    /consequential|indirect|incidental|punitive/i,
    /\b(consequential|indirect|incidental|punitive|exemplary|special)\b.{0,100}\bdamages?|loss of (profits?|revenue|business)|lost profits/i,
    /limitation|liabilit|damages/i,
    'consequential indirect incidental special punitive damages lost profits event liable',
  ),
  concept(
    'indemnity',
    /indemni|hold harmless/i,
    /\bindemnif(y|ies|ied|ication)\b|\bindemnit|hold\b.{0,40}\bharmless/i,
    /indemni/i,
    'indemnify defend hold harmless against claims losses damages expenses',
  ),
  concept(
    'termination for convenience',
    /without cause|convenience/i,
    /terminat\w+.{0,120}\b(for convenience|without cause|for any (or no )?reason|at any time|at (its|their) (sole )?(option|discretion)|with or without)|\b(without cause|for convenience|at any time)\b.{0,120}terminat/i,
    /terminat/i,
    'terminate any time without cause convenience reason notice',
  ),
  concept(
    'immediate termination',
    /immediately.*(breach|insolven)|insolven|bankrupt/i,
    /\b(terminat\w+)\b.{0,300}\b(immediate|insolven|bankrupt|receiver|creditors|material breach)|\b(insolven|bankrupt|receiver)\w*.{0,240}\bterminat/i,
    /terminat|default|insolven/i,
    'terminate immediately insolvent bankruptcy receiver creditors breach',
  ),
  concept(
    'assignment',
    /assign|change of control|transferred/i,
    /\bassign(s|ed|ment|able|ing)?\b.{0,200}\b(consent|without|prior|transfer|right|permitted|void)|\bchange (of|in) control\b|neither party.{0,60}\b(assign|transfer)/i,
    /assign|change of control|transfer|successors/i,
    'assign assignment transfer prior written consent change control successor',
  ),
  concept(
    'exclusivity',
    /exclusiv/i,
    /\b(exclusive(ly)?|exclusivity|sole and exclusive)\b/i,
    /exclusiv|appointment|grant|territory|licen[sc]e/i,
    'exclusive exclusivity sole territory right appoint grant',
  ),
  concept(
    'non-competition',
    /compet|solicit/i,
    /\b(compet(e|es|ing|ition|itive|itor)|non-?compet\w*|solicit(s|ed|ation|ing)?|non-?solicit\w*)\b/i,
    /compet|solicit|restrict|covenant/i,
    'compete competition competing solicit employees customers during term shall not',
  ),
  concept(
    'intellectual property',
    /intellectual property|inventions|work product|own(s|ership)/i,
    /\b(own(s|ed|ership)?|title|property of|vest(s|ed)?|assign(s|ed)?|work made for hire|work(s)? for hire)\b.{0,160}\b(intellectual|invention|patent|copyright|trade ?mark|work product|rights?|improvement|developed|materials)|\b(inventions?|intellectual property|work product|copyrights?|patents?)\b.{0,160}\b(own(ed|s)?|property of|belong|vest|title)/i,
    /intellectual|owner|propriet|invention|trademark|licen[sc]e/i,
    'own owned ownership title intellectual property rights inventions copyright patents sole exclusive',
  ),
  concept(
    'warranty disclaimer',
    /disclaim|as[- ]is/i,
    /\bdisclaim(s|ed|er)?\b|\bas[- ]is\b|no (other )?(representations?|warrant(y|ies))|\bwarrant(y|ies)\b.{0,120}\b(merchantability|fitness|implied)|\b(merchantability|fitness for)\b/i,
    /warrant|disclaim/i,
    'disclaims warranties express implied merchantability fitness particular purpose',
  ),
  concept(
    'minimum commitment',
    /minimum/i,
    /\bminimum\b.{0,120}\b(purchase|order|quantit|volume|payment|amount|guarantee|commitment|royalt|sales|units?|number|fee)|\b(purchase|order|sell|pay)\b.{0,80}\b(at least|no(t)? (less|fewer) than|a minimum)/i,
    /minimum|purchase|forecast|quota|performance/i,
    'minimum purchase order quantity least not less than commitment guarantee',
  ),
  concept(
    'confidentiality',
    /confiden/i,
    /\b(confidential(ity)?|non-?disclosure|proprietary information)\b.{0,240}\b(shall|agree|not|disclose|hold|keep|maintain|use)|\b(shall|agrees?)\b.{0,120}\b(confidence|confidential)/i,
    /confiden|disclosure|proprietary/i,
    'confidential information disclose hold confidence third party keep years',
  ),
  concept(
    'insurance',
    /insur/i,
    /\binsur(ance|ed|er)\b/i,
    /insur/i,
    'insurance maintain coverage policy liability amount per occurrence certificate',
  ),
  concept(
    'audit',
    /audit|records|inspect/i,
    /\b(audit(s|ed|or|ors)?|inspect(s|ion)?|examine)\b.{0,160}\b(records?|books?|accounts?|facilit|premises)|\b(books|records|accounts)\b.{0,160}\b(audit|inspect|examin|maintain|keep|retain)/i,
    /audit|record|inspect|book/i,
    'audit books records inspect accounts maintain accurate reasonable notice',
  ),
  concept(
    'compliance',
    /compl(y|iance).*(law|regulation)/i,
    /\bcompl(y|ies|iance)\b.{0,120}\b(laws?|regulations?|rules|statutes?|ordinances|requirements)/i,
    /complian|laws?\b|regulat/i,
    'comply compliance applicable laws rules regulations',
  ),
  concept(
    'reports',
    /reports?\b/i,
    /\breports?\b.{0,160}\b(month|quarter|annual|week|within|days?|each|provide|submit|deliver|writ)|\b(provide|submit|deliver|furnish)\b.{0,120}\breports?\b/i,
    /report/i,
    'report reports monthly quarterly provide submit written each',
  ),
  concept(
    'notices',
    /form and to which address|notices be given|\bnotices\b/i,
    /\bnotices?\b.{0,200}\b(in writing|written|delivered|deemed|mail(ed)?|courier|facsimile|e-?mail|address|overnight|certified)/i,
    /^(\S+\s)?notices?|communications/i,
    'notice notices writing delivered deemed received mail courier address',
  ),
  concept(
    'force majeure',
    /force majeure|beyond reasonable control|acts of god/i,
    /\bforce majeure\b|\bacts? of god\b|beyond\b.{0,40}\b(reasonable )?control/i,
    /force majeure|excus|delay/i,
    'force majeure act god beyond reasonable control delay failure strike fire flood',
  ),
  concept(
    'entire agreement',
    /supersede|entire agreement/i,
    /\b(entire (agreement|understanding|contract)|supersedes?)\b/i,
    /entire|integration|merger|miscellaneous/i,
    'entire agreement supersedes prior understandings oral written',
  ),
  concept(
    'disputes',
    /court|arbitrat|disputes/i,
    /\b(arbitrat(ion|or|ors|ed)|jurisdiction|venue|courts? (of|in|located))\b/i,
    /dispute|arbitrat|jurisdiction|venue|governing/i,
    'arbitration jurisdiction courts exclusive venue dispute rules',
  ),
  concept(
    'governing law',
    /which law|governing law|governs/i,
    /\b(govern(ed|ing)?|construed|interpreted)\b.{0,120}\blaws?\b|\blaws? of\b.{0,60}\b(govern|appl)/i,
    /governing|applicable law|choice of law|law\b/i,
    'governed construed accordance laws state england',
  ),
  concept(
    'term',
    /\bterm\b|duration/i,
    /\b(initial |full )?term\b.{0,120}\b(of|shall|commence|continue|begin|period|year|month)|\b(continue|remain)\b.{0,40}\b(in )?(full force|effect|force)\b|for a (period|term) of/i,
    /\bterm\b|duration/i,
    'term period years months commence continue until effective expire',
  ),
  concept(
    'delivery or performance',
    /delivered or performed|to what standard/i,
    /\bshall\b.{0,60}\b(deliver|perform|provide|supply|manufacture|render|furnish|produce)\b|\b(workmanlike|professional manner|specifications|best efforts|commercially reasonable)/i,
    /services|deliver|supply|perform|obligation|duties|manufactur/i,
    'shall deliver perform provide services products specifications professional standard',
  ),
  concept(
    'scope',
    /services, goods or rights|provide to the other/i,
    /\b(agrees? to|shall|hereby|will|desires? to|wishes to|engages?|appoints?|grants?)\b.{0,100}\b(provide|sell|supply|purchase|perform|grant|license|appoint|manufacture|distribute|promote|services|market|sponsor|endorse)/i,
    /scope|services|grant|appointment|licen[sc]e|supply|engagement|background|recitals/i,
    'provide sell supply purchase perform grant license appoint services products',
  ),
]

function concept(name: string, asks: RegExp, ...[says, heading, terms]: [RegExp, RegExp, string]): Concept {
  return { name, asks, says, heading, terms, unless: lookalikes[name] ?? null, early: opening.has(name) }
}

/** What a question asks for, or null for something the lexicon does not know. */
export function conceptOf(question: { title: string; ask: string }): Concept | null {
  return concepts.find((each) => each.asks.test(`${question.title}. ${question.ask}`)) ?? null
}
