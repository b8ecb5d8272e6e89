package sample

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/outreach"
)

const loom = `Before the workshop, Salma had never spoken about the blanket that hung in her grandmother's hall. It was simply there, red and black, a little faded at the edge where the sun came in.

On the second morning the museum asked each student to bring one thing that had been made by hand and to tell its story to somebody from the other country, with no teacher between them. Salma unfolded the blanket on the table. Across from her, on the screen, a boy from the other museum held up a quilt that his great-aunt had sewn from the work shirts of her brothers.

They found the same figure in both: a row of small diamonds, one of them broken on purpose. Her grandmother had called it the door, so that luck could come in. His great-aunt had called it the way out.

They wrote the label for the exhibition together, in two languages, and argued for an hour about the last word. In the end they kept both. Visitors stood longer in front of that case than before any other. Salma has since recorded eleven women of her street, and she wants to study textiles.`

const harbor = `Devon came to the project because a friend did, and sat near the door for the first week. He liked the recorder better than the questions, he said, so the museum gave him the recorder.

His first interview was with a harbor pilot who had worked for forty years and had never been asked about it. Devon came back with two hours of sound and one sentence that he played to everybody: the sea is the only neighbor that visits every day. When the partners answered with a recording of their own pilot, who said nearly the same in another language, the students put the two voices one after the other and then at once.

That piece opened the talk that both museums held on the net. Some hundred people listened, and many stayed to ask how it had been made. Devon answered all of them himself, which he had sworn he would never do. He now teaches the younger ones how to hold a microphone, how to wait, and how to listen for what comes after the answer. In spring he will show the piece at his school, with the pilot in the first row.`

// storied tells success stories of an exchange: one for everybody, one with the office, one at its beginning, one taken back.
func (r reach) storied() error {
	if !r.begun() || !r.whole {
		return nil
	}
	r.on(r.starts.AddDays(40))
	gone, err := r.story(outreach.StoryInput{Title: "A voice on the radio", Words: harbor, Quote: "I had never heard myself.", ToldAs: "Robin", Country: "US", Theme: "Oral history"}, false)
	if err != nil {
		return err
	}
	r.on(r.starts.AddDays(44))
	if _, err := r.o.Outreach.WithdrawStory(r.who, outreach.WithdrawStoryInput{Story: gone.ID, Reason: "Asked us by telephone to take it down."}); err != nil {
		return err
	}
	r.on(r.starts.AddDays(66))
	told, err := r.story(outreach.StoryInput{Title: "The door in the blanket", Words: loom, Quote: "I thought it was only ours. Then he held up his.", ToldAs: "Salma", Pseudonym: true, Minor: true, Country: r.abroad, Theme: "Textiles"}, true)
	if err != nil {
		return err
	}
	if _, err := r.o.Outreach.GiveStoryPhoto(r.who, outreach.StoryPhotoInput{Story: told.ID, File: woven(), Alt: "A woven blanket: rows of diamonds in red and black, one of them broken.", Credit: "Ines Whitfield", License: "CC BY 4.0"}); err != nil {
		return err
	}
	if _, err := r.o.Outreach.SubmitStory(r.who, outreach.SubmitStoryInput{Story: told.ID}); err != nil {
		return err
	}
	r.on(r.starts.AddDays(68))
	if _, err := r.o.Outreach.ApproveStory(r.as("officer"), outreach.ApproveStoryInput{Story: told.ID, For: outreach.ForPublic}); err != nil {
		return err
	}
	r.on(r.starts.AddDays(75))
	waits, err := r.story(outreach.StoryInput{Title: "The harbor answers", Words: harbor, Quote: "The sea is the only neighbor that visits every day.", ToldAs: "Devon", Country: "US", Theme: "Oral history"}, false)
	if err != nil {
		return err
	}
	if _, err := r.o.Outreach.SubmitStory(r.who, outreach.SubmitStoryInput{Story: waits.ID}); err != nil {
		return err
	}
	_, err = r.o.Outreach.WriteStory(r.who, outreach.StoryInput{Award: r.award, Title: "What the twins recorded", Words: "Two sisters, one recorder.", Country: "US", HappenedOn: r.starts.AddDays(70)})
	return err
}

// story writes a story with its consent.
func (r reach) story(in outreach.StoryInput, guardian bool) (*outreach.Story, error) {
	in.Award, in.HappenedOn = r.award, r.starts.AddDays(22)
	x, err := r.o.Outreach.WriteStory(r.who, in)
	if err != nil {
		return nil, err
	}
	paper := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n% I agree that my story is told as " + strings.ToUpper(in.ToldAs) + ".\n"
	return r.o.Outreach.GiveStoryConsent(r.who, outreach.StoryConsentInput{Story: x.ID, File: []byte(paper), ByGuardian: guardian})
}

// woven is a picture of a blanket.
func woven() []byte {
	const wide, high, cell = 720, 480, 60
	m := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			dx, dy := x%(2*cell)-cell, y%(2*cell)-cell
			far := max(dx, -dx) + max(dy, -dy)
			c := color.RGBA{R: 0x8f, G: 0x24, B: 0x1c, A: 0xff}
			switch {
			case far < cell/3:
				c = color.RGBA{R: 0xe8, G: 0xdc, B: 0xc4, A: 0xff}
			case far < cell && (x/(2*cell) != 3 || y/(2*cell) != 2 || dx < 0):
				c = color.RGBA{R: 0x1f, G: 0x1a, B: 0x1a, A: 0xff}
			}
			if (x+y)%4 == 0 { // the thread
				c.R, c.G, c.B = c.R-c.R/6, c.G-c.G/6, c.B-c.B/6
			}
			m.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}); err != nil {
		return nil
	}
	return b.Bytes()
}
