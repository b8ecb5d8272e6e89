// Package view holds the layout and the parts that every page is made of.
//
// A page is a templ file in internal/web and a handler. The handler makes a
// Page, which knows the reader's language, clock and surroundings; every part
// that has words of its own takes the Page first. Parts without words (Name,
// Link, Status, Facts, Cards, Section, Split, Actions, Button) do not.
//
//	// trips.templ
//	templ tripPage(p view.Page, trip *exchange.Trip, program *time.Location) {
//		@view.Layout(p) {
//			@view.Facts([]view.Fact{
//				{Term: p.T("trip.museum"), Value: view.Name(trip.Museum, trip.MuseumLang)},
//				{Term: p.T("trip.cost"), Value: view.Cash(p, trip.Cost)},
//				{Term: p.T("trip.due"), Value: view.Moment(p, trip.Due, program)},
//				{Term: p.T("trip.state"), Value: view.Status(tripBadge(p, trip.State))},
//			})
//			@view.Section(p.T("trip.change")) {
//				@view.Form(p, view.FormSpec{Action: "/trips/" + trip.ID, Version: trip.Version}) {
//					@view.Input(p, view.Field{Name: "title", Label: p.T("trip.title"), Value: trip.Title, Required: true})
//					@view.TextArea(p, view.Field{Name: "purpose", Label: p.T("trip.purpose"), Value: trip.Purpose, Limit: 250})
//					@view.Actions() {
//						@view.Button(view.ButtonSpec{Label: p.T("trip.save")})
//					}
//				}
//			}
//		}
//	}
//
//	// trips.go
//	func (s *Site) changeTrip(w http.ResponseWriter, r *http.Request) {
//		p := s.page(r, "trip.heading") // Printer, Viewer, Nav, Path, Theme from preference.Read and the session
//		in := tripInput(r)             // field names are the paths of the use case's input
//		trip, err := s.trips.Change(r.Context(), in)
//		if err == nil {
//			http.Redirect(w, r, "/trips/"+trip.ID, http.StatusSeeOther)
//			return
//		}
//		s.render(w, r, 422, tripPage(p.Refused(err), in.asTyped(), s.zone))
//	}
//
// Refused puts each field of a fault.Error at the input of the same name and
// links to it from the summary at the top: an author writes no error markup.
//
// The site map mounts static.Handler at static.Prefix and preference.Handler at
// PreferencesPath, and sends Policy with every page. A failure without a page
// of its own is an ErrorPage.
//
// Words go to internal/web/catalog/<language>/<area>.json, in all three
// languages at once; a test names what is missing. What a person wrote is shown
// with Name (a line) or Prose (Markdown), never bare, with its own language.
//
// Pages carry no inline script, no style attribute and no on… attribute; the
// Policy forbids them. A new look is a class in static/app.css.
//
// # What script adds
//
// FormSpec.Autosave is an address that takes the form's fields by POST and
// answers JSON {"version": "13"} or 204; 401 when the session has ended, 409
// when the version is not the latest, 422 when an answer is refused. It never
// answers with a redirect. What was typed stays on the device until then.
//
// Live(url) reads server-sent events whose data is JSON: {"sent": {"text":
// "41 of 143", "value": 41}} updates the Progress with Live: "sent" and the
// LiveText of that key; {"done": true} ends the stream, {"reload": true} loads
// the page again.
//
// # Tests
//
// Package browsertest opens a page in Chromium: Axe, NoOverflow at Width(320),
// Dark, ForcedColors and DisableJS. Every new page goes through all of them.
package view
