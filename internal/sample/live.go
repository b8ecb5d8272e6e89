package sample

import (
	"errors"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// liveCycle tells the cycle of these days: its call is open for three more weeks while what came in early is read.
func (t *telling) liveCycle() error {
	year := t.liveYear()
	c, err := t.open(call{
		year: year, appropriation: 500_000, opens: t.now.AddDate(0, 0, -130), closes: t.endOf(21), starts: calendar.On(year, time.August, 1),
	}, 140)
	if err != nil {
		return err
	}
	dollars := []int64{98_000, 76_500, 64_000, 88_200, 92_750, 71_300, 59_900, 100_000, 83_400, 95_000, 55_500, 68_800}
	ps := proposals(livePairs(), 1, dollars)
	for i, p := range ps {
		late := 2 * (i / 10) // the last two came in these days
		if err := errors.Join(t.agree(c, p, 110-3*i), t.submit(c, p, 60-2*i, 40-i-10*late)); err != nil {
			return err
		}
	}
	for i, p := range ps[:10] {
		if err := t.check(p, 27-i/4); err != nil {
			return err
		}
		if i%2 == 0 {
			if err := t.endorse(p, 24); err != nil {
				return err
			}
		}
	}
	return errors.Join(t.askPost(ps[10], 16), t.liveReading(c, ps[:8]), t.liveRoom(c, ps[8:10]), t.seekers(c), t.join(ps[5]), t.intents(c), t.profiles(c), t.meet(c), t.ownProposal(c), t.signature(c), t.nextCall(c))
}

// liveReading opens review early, assigns by hand and tells half of the reviews.
func (t *telling) liveReading(c *program.Detail, ps []*proposal) error {
	t.ago(23, 9)
	if err := t.openReview(program.OpenReviewInput{Cycle: c.ID, Early: true}); err != nil {
		return err
	}
	panel, err := t.panel(c, 22, -28)
	if err != nil {
		return err
	}
	var pairs []review.Pairing
	for i, keys := range liveReaders() {
		for _, key := range keys {
			pairs = append(pairs, review.Pairing{Application: ps[i].id, Reviewer: t.people[key]})
		}
	}
	t.ago(20, 10)
	assigned, err := t.o.Review.Assign(t.as("officer"), review.AssignInput{Panel: panel.ID, Pairs: pairs})
	if err != nil {
		return err
	}
	list := t.readings(assigned, ps, []float64{0.86, 0.73, 0.61, 0.78, 0.82, 0.66, 0.52, 0.75})
	var declared, whole, begun []*reading
	own := 0
	for i, r := range list {
		if r.reader == "reviewer" {
			if own++; own <= 2 {
				declared, whole = append(declared, r), append(whole, r)
			}
			continue
		}
		declared = append(declared, r)
		switch {
		case i < 16 && len(whole) < 12:
			whole = append(whole, r)
		case len(begun) < 2:
			begun = append(begun, r)
		}
	}
	t.ago(18, 9)
	if err := t.declare(declared); err != nil {
		return err
	}
	t.ago(15, 9)
	if err := t.score(c, whole, all); err != nil {
		return err
	}
	t.ago(2, 15)
	return t.score(c, begun, 5)
}

// liveReaders are the three of each proposal in review; the reviewer one can be has seven of the eight.
func liveReaders() [][]string {
	const a, s, h = "amadou.keita", "susan.delacroix", "haruka.abe"
	return [][]string{
		{"reviewer", a, s},
		{"reviewer", h, "chair"},
		{"reviewer", s, a},
		{"reviewer", a, h},
		{"reviewer", s, h},
		{"reviewer", a, "chair"},
		{"reviewer", h, s},
		{a, s, "chair"},
	}
}

// join puts the reviewer on the board of a museum whose proposal waits in their queue: a conflict that is found as it
// comes to be.
func (t *telling) join(p *proposal) error {
	t.ago(5, 17)
	_, err := t.o.People.AddMembership(t.as("admin"), people.AddMembershipInput{
		Person: t.people["reviewer"], Organization: t.museums[p.us.name].ID, Role: "board", Title: "Trustee",
	})
	return err
}

// ownProposal tells what the applicant and the partner one can be have before them.
func (t *telling) ownProposal(c *program.Detail) error {
	own := ownPair()
	p := &proposal{pair: own, topic: nightTopic(), title: nightTopic().titles[1], lead: "applicant", partner: "partner"}
	if err := t.agree(c, p, 30); err != nil {
		return err
	}
	t.ago(12, 14)
	if err := t.start(c, p); err != nil {
		return err
	}
	if err := t.write(p, p.half()); err != nil {
		return err
	}
	t.pass(30)
	lines := p.budget(p.topic, 76_000, 41_000)
	if err := t.begunCosts(p, lines[:9]); err != nil {
		return err
	}
	if err := t.talkOver(p); err != nil {
		return err
	}
	waits := &proposal{pair: pair{suitor(), own.abroad}, title: "Roads That Remember: Anchorage and Nairobi", lead: suitor().slug()}
	t.ago(4, 16)
	if err := t.speaker(waits.us, waits.lead); err != nil {
		return err
	}
	_, err := t.ask(c, waits)
	return err
}

// talkOver is what two museums do with a draft: one asks, the other answers and writes it anew.
func (t *telling) talkOver(p *proposal) error {
	definition := form.MuseumsConnectProposal()
	section, _, ok := definition.Find("community_us")
	if !ok {
		return fmt.Errorf("the form does not ask community_us")
	}
	t.pass(400)
	asked, err := t.o.Response.AddComment(t.as(p.partner), response.CommentInput{
		Subject: p.id.String(), Section: section.Key, Key: "community_us", Words: "Our teenagers ask who decides what is shown. Could this say that they do, on both sides?",
	})
	if err != nil {
		return err
	}
	t.pass(1500)
	text := p.half()["community_us"] + " The same holds in " + p.abroad.city + ": the two groups decide together what both museums show."
	if err := t.write(p, form.Answers{"community_us": text}); err != nil {
		return err
	}
	_, err = t.o.Response.AddComment(t.as(p.lead), response.CommentInput{Subject: p.id.String(), Answers: asked.ID, Words: "It does now. Does it fit what you promised the families?"})
	return err
}

// half is a proposal on its way: the lead's first pages and the partner's face sheet are written, the rest is not.
func (p *proposal) half() form.Answers {
	whole, out := p.answers(p.topic, p.title), form.Answers{}
	for _, key := range []string{
		"title", "abstract", "audiences", "concept", "lead_director", "lead_director_email", "lead_phone", "lead_founded", "lead_employees", "lead_statement",
		"community_us", "travel", "travel_reciprocal", "partner_director", "partner_director_email", "partner_phone", "partner_founded",
	} {
		out[key] = whole[key]
	}
	return out
}

// nightTopic is the applicant's own.
func nightTopic() topic {
	return topic{
		[2]string{"Night Shift", "Night Shift: Who Keeps a City Running"},
		5, "youth,underserved", "children of night workers", "two night maps and a radio hour", "interviewing, mapping and making radio", "radio equipment and map printing",
		`Between midnight and five in the morning {ustown} and {town} are run by people whom most of the city never meets: bakers, nurses, drivers, cleaners, market porters. {us} and {abroad} ask their children to introduce them. Sixteen teenagers in each city learn to interview, to map and to make radio; they draw a map of the night in which a bakery is larger than a bank, and record the sounds by which a night worker tells the time. The two groups swap an hour of sound each week. Eight from each side travel, and walk the other city's night with its own guides. Two maps, one radio hour in three languages, and an exhibition open only after dark will remain.`,
		`Both cities were built by shift work and have forgotten the shift. Those who keep it are newcomers again, as they were a hundred years ago, and their children are asked about their origins but seldom about their parents' work. The museums hold time clocks, union books and photographs; the knowledge of the present night is in kitchens at four in the morning. Comparing two nights, one of them without winter, shows each city what it takes for granted.`,
		`October: participants are named by night schools and unions. November to January: training. February: visit to {town}. March to May: maps and recordings. June: visit to {ustown}. July and August: exhibition after dark, broadcast, evaluation.`,
	}
}
