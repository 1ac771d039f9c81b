// Package coach finds better words for what somebody wrote: what they are drawn to, a plan, the next step, the letter
// at the end of the year. A language model may help, if the installation names one. Without it, and whenever it fails,
// the same questions are answered here, by plain rules and the person's own words.
//
// # What leaves this machine, when, and to whom
//
// Nothing, unless the installation is configured (OPENAI_API_KEY or OPENAI_BASE_URL) and one of the jobs below is
// called. Calling it is up to the room above, which has to ask the person first, show them Where and what is sent (preview.go), and
// stop when they withdraw: this package knows nobody and stores nothing. It asks the room above (While) right before each time that
// anything leaves, also before a second try and a redirect, whether the person agrees still.
//
// To whom: the one host that Where names, and no other; a redirect elsewhere is not followed. Plain http is accepted, for a model in
// one's own network: across other networks https is the only good choice. A proxy that the environment names is used. What that
// host keeps, and for how long, is by its own rules.
//
//	Interests   the chosen notes
//	Plan        the step and the plan
//	Step        the chosen notes, and the steps of the library to choose from
//	Letter      the year's words that were chosen
//
// Together with our own prompt (folder prompts), the name of the language, and no more than 8,000 characters. No name, id, address, mood, date, cohort or
// company of the person is added. Before sending, these are replaced by marks such as [人1], which are put back here:
// mail addresses, telephone numbers, links, ids of Slack and of other networks (LINE ID: abc), postal codes and addresses, the names that
// the caller gives (Hiding), names that a form of address gives away (田中さん, 佐藤課長, Ms. Hill), foreign names in katakana
// (ジョン・スミス), and companies that their legal form gives away (株式会社青葉, Foo Inc.), all of these also where they stand alone
// elsewhere. Width, the kind of space and characters that show nothing make no difference. To mask what is masked changes nothing.
//
// # What that cannot do
//
// Masks are patterns. A name without a form of address that the caller does not know, a nickname, the name of a
// company without its legal form, of a school, product or small place, an illness, and whatever else tells who somebody is, are sent as they were
// written. A word beside an address, or half of a longer one, may be masked, too. So nobody should be told that what is sent is anonymous.
//
// # What can come back
//
// Words in notes that pretend to be instructions may move a model; no prompt prevents that. What holds is what is
// done with its answer: it has to fit a strict schema with lengths; a step has to be one of those given; a quotation has to be in what
// was written; links, addresses, numbers to call, mentions, markup, another language and words that press are refused,
// unless they stand in what was given, which is taken for the person's own, also where it was pasted. Otherwise the offline answer stands. Within those bounds a model may still write
// something foolish: it is a draft for its person, and nobody else reads it.
//
// All of it takes five seconds at most. Logs name the job and the kind of failure, never a word of what was sent or answered.
package coach
