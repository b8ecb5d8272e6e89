package view

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
)

// with puts children into a component that takes some.
func with(parent templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return parent.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

func kitchenSink(p Page) templ.Component {
	return with(Layout(p),
		with(Section("What is next"), kitchenNext(p)),
		with(Section("Lists"), kitchenLists(p)),
		with(Section("Write"), kitchenForm(p)),
		with(Section("Read and score"), kitchenReading(p)),
		with(Section("Show"), kitchenShow(p)),
		with(Section("Act"), kitchenActs(p)),
	)
}

func kitchenNext(p Page) templ.Component {
	return templ.Join(
		Stepper(p, "Steps of the application", []Step{{Title: "Draft", State: "done", URL: "/d"}, {Title: "Check", State: "current"}, {Title: "Submit"}}),
		TaskList(kitchenTasks()), Rules(p, kitchenRules()), Timeline(p, kitchenSteps(p)),
	)
}

func kitchenLists(p Page) templ.Component {
	fields := kitchenFields()
	search := fields[3]
	search.Name = "filter-theme"
	return templ.Join(
		Tabs(p, "Views of proposals", []Tab{{Label: "All", URL: "/a", Current: true, Count: 340}, {Label: "Mine", URL: "/m"}}),
		with(Filters(p, FilterSpec{Action: "/kitchen", ClearURL: "/kitchen", Chips: []Chip{{"Country: Brazil", "/kitchen?c="}}}),
			Input(p, Field{Name: "q", Label: "Name", Type: "search"}), Select(p, search)),
		DataTable(p, kitchenTable(false)),
		Pages(p, Pager{PrevURL: "?before=a", NextURL: "?after=b", Showing: "51–100"}),
		DataTable(p, kitchenStacked()),
		DataTable(p, Table{Caption: "Trips", Empty: Empty{Title: "No trips yet", Text: "A trip begins with its dates.", ActionLabel: "Plan a trip", ActionURL: "/trips/new"}}),
	)
}

func kitchenStacked() Table {
	t := kitchenTable(true)
	t.Caption = "The same, stacked where it is narrow"
	return t
}

func kitchenForm(p Page) templ.Component {
	f := kitchenFields()
	return with(Form(p, FormSpec{Action: "/kitchen", Autosave: "/autosave", Version: "12", Label: "Proposal"}),
		with(Fieldset("The partnership", "Owned by both museums."), Input(p, f[0]), Input(p, f[1]), TextArea(p, f[2]), Select(p, f[3])),
		Radios(p, f[4]), Checks(p, f[5]), Check(p, f[6]), MoneyInput(p, f[7], "USD"), FileInput(p, f[8], ".pdf"),
		AnswerLanguage(p, f[9]), Input(p, f[10]),
		Budget(p, kitchenBudget()),
		Meter(p, Share{Label: "Cost share", Value: 0.42, Max: 1, Low: 0.5, Text: "42% of the grant; 50% is required"}),
		with(Actions(), Button(ButtonSpec{Label: "Save"}), Button(ButtonSpec{Label: "Check", Kind: "secondary", Name: "do", Value: "check"}),
			Button(ButtonSpec{Label: "Delete draft", Kind: "danger", Name: "do", Value: "delete", Confirm: "Delete the draft with its 12 versions?"})),
	)
}

func kitchenReading(p Page) templ.Component {
	scores := kitchenScores()
	return with(Split(),
		with(Pane("Proposal"),
			Prose("# Why\n\nWater **joins** us. See [our river](https://example.org) or <script>alert(1)</script>\n\n* one\n* two\n\n> Said by a *neighbor*", "en"),
			Prose("نحن متحف صغير على ضفة النهر.", "ar"), Prose("我们是河边的一座小博物馆。", "zh-Hans")),
		with(Pane("Rubric"), ScoreInput(p, scores[0]), ScoreInput(p, scores[1])),
	)
}

func kitchenShow(p Page) templ.Component {
	callouts := []templ.Component{}
	for _, tone := range []Tone{Info, Good, Warning, Bad} {
		callouts = append(callouts, with(Callout(p, tone, "The panel meets on May 20"), Text("Scores are due the evening before.")))
	}
	region := Table{Caption: "Awards by region", Columns: []Column{{Title: "Region"}, {Title: "Awards", Numeric: true}}, Rows: []Row{
		{Cells: []templ.Component{Text("Africa"), Text("6")}}, {Cells: []templ.Component{Text("Americas"), Text("9")}},
	}}
	gone := calendar.On(2027, time.May, 20)
	return templ.Join(
		Figures(p, kitchenFigures()),
		templ.Join(callouts...),
		Facts([]Fact{
			{"Museum", Name("متحف قطر الوطني", "ar")},
			{"Amount", Cash(p, money.Dollars(68500))},
			{"Letter", FileLink(p, File{Name: "award.pdf", URL: "/f/1", Type: "PDF", Size: 84210, Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"})},
			{"Old letter", FileLink(p, File{Name: "draft.pdf", URL: "/f/2", Type: "PDF", Size: 1, Erased: &gone})},
			{"Museum abroad", NameLink("Museu da Pessoa", "pt", "/o/2")},
			{"Note", Quiet("Second year")},
			{"More", Link("Agreement", "/a/1")},
		}),
		with(Cards(), with(Card(CardSpec{Title: "Museu da Pessoa", Lang: "pt", URL: "/o/2", Eyebrow: "Brazil"}), Text("Life stories, São Paulo.")),
			with(Card(CardSpec{Title: "History Colorado", URL: "/o/3", Eyebrow: "United States"}), Text("Denver.")),
			with(Card(CardSpec{Title: "Open"}), Text("A card without a link."))),
		Plot(p, Chart{Title: "Awards by region", SVG: kitchenSVG, Note: "From 27 records.", Table: region}),
	)
}

func kitchenActs(p Page) templ.Component {
	return templ.Join(
		with(Live("/live"), Progress(p, Share{Label: "Letters sent", Value: 41, Max: 143, Text: "41 of 143", Live: "sent"}), LiveText("state", "Working")),
		with(Confirm(p, ConfirmSpec{Label: "Send letters…", Consequence: "143 letters go to 143 people.", Undo: "They are held for ten minutes; you can stop them until then.", Do: "Send 143 letters", Action: "/send", Hidden: []Field{{Name: "batch", Value: "7"}}})),
		with(Confirm(p, ConfirmSpec{Label: "Withdraw…", Consequence: "The proposal leaves the competition.", Do: "Withdraw", Action: "/withdraw", Danger: true})),
		LinkButton("Print", "/print", "secondary"),
		CopyText(p, "VTR-7K2M"),
		Text(catalog.For(p.Locale()).Locale()),
	)
}
